#!/usr/bin/python3
"""Writes tycho2.bin, the star catalogue of the simulated sky.

Source: the Tycho-2 catalogue (Hog et al. 2000, A&A 355, L27) as it stands in Debian's package
astrometry-data-tycho2, in the index with the most stars. Needs that package, python3-astropy and numpy:

    python3 devices/simulator/data/make-catalogue.py

The index holds unit vectors as 32-bit integers (table kdtree_data_stars, scaled by kdtree_range_stars) and the
magnitudes VT in a table of their own, in the same order.

Format, little-endian: "NOCT", u8 version 1, u8 zero, u16 limiting magnitude in hundredths, u32 number of cells,
u32 number of stars; then a u16 count for each cell; then 5 bytes for each star, cell by cell, bright ones first:
u16 right ascension and u16 declination within the cell, in 65536ths of its extent, u8 magnitude in twentieths + 20.
Cells: 180 bands of one degree of declination from the south pole; each is cut in right ascension, from 0, into
round(360 cos(middle of the band)) cells, at least one.
"""

import os
import struct

import numpy as np
from astropy.io import fits

INDEX = "/usr/share/astrometry/index-tycho2-07.littleendian.fits"
FAINTEST = 11.5


def table(tables, name, dtype):
    for hdu in tables:
        if hdu.header.get("TTYPE1") == name:
            rows, width = hdu.header["NAXIS2"], hdu.header["NAXIS1"]
            with open(INDEX, "rb") as f:
                f.seek(hdu.fileinfo()["datLoc"])
                return np.frombuffer(f.read(rows * width), dtype=dtype)
    raise SystemExit(f"{INDEX} has no table {name}")


with fits.open(INDEX) as tables:
    scale = table(tables, "kdtree_range_stars", "<f8")
    raw = table(tables, "kdtree_data_stars", "<u4").reshape(-1, 3)
    magnitude = table(tables, "MAG_VT", ">f4")

xyz = scale[0:3] + raw / scale[6]
keep = (magnitude <= FAINTEST) & (magnitude > -2)
xyz, magnitude = xyz[keep], magnitude[keep].astype(float)
ra = np.degrees(np.arctan2(xyz[:, 1], xyz[:, 0])) % 360
dec = np.degrees(np.arctan2(xyz[:, 2], np.hypot(xyz[:, 0], xyz[:, 1])))

bands = np.arange(180)
cells_in = np.maximum(1, np.round(360 * np.cos(np.radians(bands - 89.5)))).astype(int)
first_cell = np.concatenate([[0], np.cumsum(cells_in)])
band = np.clip(np.floor(dec + 90).astype(int), 0, 179)
in_band = ra / 360 * cells_in[band]
column = np.minimum(np.floor(in_band).astype(int), cells_in[band] - 1)
cell = first_cell[band] + column
x = np.clip(np.floor((in_band - column) * 65536), 0, 65535).astype("<u2")
y = np.clip(np.floor((dec + 90 - band) * 65536), 0, 65535).astype("<u2")
m = np.clip(np.round(magnitude * 20 + 20), 0, 255).astype("u1")

order = np.lexsort((magnitude, cell))
counts = np.bincount(cell, minlength=first_cell[-1]).astype("<u2")
stars = np.zeros(len(order), dtype=np.dtype([("x", "<u2"), ("y", "<u2"), ("m", "u1")]))
stars["x"], stars["y"], stars["m"] = x[order], y[order], m[order]

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tycho2.bin")
with open(path, "wb") as f:
    f.write(struct.pack("<4sBBHII", b"NOCT", 1, 0, round(FAINTEST * 100), len(counts), len(order)))
    f.write(counts.tobytes())
    f.write(stars.tobytes())
print(f"{len(order)} stars to V {FAINTEST}, {os.path.getsize(path)} bytes")
for limit in (6, 8, 10, 11, 11.5):
    print(limit, int(np.sum(magnitude <= limit)), magnitude.min())
