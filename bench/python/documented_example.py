"""The example "Acquiring an Image, Creating FITS Image" of the Alpyca manual, from the download to the file."""
import json
import os
import sys
import time

try:
    import numpy as np
    from astropy.io import fits
    from alpaca.camera import Camera, ImageArrayElementTypes
except ImportError as error:
    print(json.dumps({"missing": f"the Python module {error.name} is not installed"}))
    sys.exit()

server, camera, path, runs = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
c = Camera(server, int(camera))


def once():
    img = c.ImageArray
    info = c.ImageArrayInfo
    if info.ImageElementType == ImageArrayElementTypes.Int32:
        kind = np.uint16 if c.MaxADU <= 65535 else np.int32
    else:
        kind = np.float64
    nda = np.array(img, dtype=kind).transpose()
    hdr = fits.Header()
    if kind == np.uint16:
        hdr["BZERO"] = 32768.0
        hdr["BSCALE"] = 1.0
    hdr["TIMESYS"] = "UTC"
    hdr["XBINNING"] = c.BinX
    hdr["YBINNING"] = c.BinY
    hdr["INSTRUME"] = c.SensorName
    hdr["HISTORY"] = "Created using Python alpyca-client library"
    fits.PrimaryHDU(nda, header=hdr).writeto(path, overwrite=True)


times = []
for i in range(runs + 1):
    begun = time.perf_counter()
    once()
    times.append((time.perf_counter() - begun) * 1000)
    os.remove(path)
print(json.dumps({"times": times[1:]}))
