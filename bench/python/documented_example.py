"""
The example "Acquiring an Image, Creating FITS Image" of the Alpyca manual, from the download to the file. Where Alpyca is
not installed, its camera is stood in for by what the manual says of it: ImageArray is a nested list of Python numbers,
read by ImageBytes. numpy makes that list here, the quickest way that there is: the figure is a lower bound.
"""
import http.client
import json
import sys

from repeat import missing, repeat

try:
    import numpy as np
    from astropy.io import fits
except ImportError as error:
    missing(error.name)

INT32, DOUBLE = 2, 3
TYPES = {2: "<i4", 3: "<f8", 8: "<u2"}


class Info:
    """The parts of ImageMetadata that the example reads."""

    def __init__(self, element_type, rank):
        self.ImageElementType = element_type
        self.Rank = rank


class StandIn:
    def __init__(self, server, number):
        self.connection = http.client.HTTPConnection(server)
        self.base = f"/api/v1/camera/{number}/"

    def get(self, member, accept):
        self.connection.request("GET", self.base + member.lower(), headers={"Accept": accept})
        return self.connection.getresponse().read()

    def __getattr__(self, member):
        answer = json.loads(self.get(member, "application/json"))
        if answer["ErrorNumber"] != 0:
            raise RuntimeError(answer["ErrorMessage"])
        return answer["Value"]

    @property
    def ImageArray(self):
        raw = self.get("ImageArray", "application/imagebytes, application/json")
        head = np.frombuffer(raw, "<i4", 11)
        rank = int(head[7])
        self.ImageArrayInfo = Info(int(head[5]), rank)
        return np.frombuffer(raw, TYPES[int(head[6])], offset=int(head[4])).reshape(head[8 : 8 + rank]).tolist()


server, camera, path = sys.argv[1:4]
try:
    from alpaca.camera import Camera

    c = Camera(server, int(camera))
except ImportError:
    c = StandIn(server, int(camera))


def once():
    img = c.ImageArray
    imginfo = c.ImageArrayInfo
    if imginfo.ImageElementType == INT32:
        kind = np.uint16 if c.MaxADU <= 65535 else np.int32
    elif imginfo.ImageElementType == DOUBLE:
        kind = np.float64
    nda = np.array(img, dtype=kind).transpose() if imginfo.Rank == 2 else np.array(img, dtype=kind).transpose(2, 1, 0)
    hdr = fits.Header()
    hdr["COMMENT"] = "FITS (Flexible Image Transport System) format defined in Astronomy and"
    hdr["COMMENT"] = "Astrophysics Supplement Series v44/p363, v44/p371, v73/p359, v73/p365."
    if kind == np.uint16:
        hdr["BZERO"] = 32768.0
        hdr["BSCALE"] = 1.0
    hdr["EXPOSURE"] = c.LastExposureDuration
    hdr["EXPTIME"] = c.LastExposureDuration
    hdr["DATE-OBS"] = c.LastExposureStartTime
    hdr["TIMESYS"] = "UTC"
    hdr["XBINNING"] = c.BinX
    hdr["YBINNING"] = c.BinY
    hdr["INSTRUME"] = c.SensorName
    hdr["GAIN"] = c.Gain
    hdr["OFFSET"] = c.Offset
    hdr["HISTORY"] = "Created using Python alpyca-client library"
    fits.PrimaryHDU(nda, header=hdr).writeto(path, overwrite=True)


repeat(once, path)
