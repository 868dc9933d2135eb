#!/usr/bin/python3
"""Hours of the Moon as seen from two sites, every ten minutes, by PyEphem (Debian: python3-ephem). Its terrestrial time is
some seconds ahead of the true one since 2010; it is given an earlier time, and a site as much further east, so that both
the Moon and the turn of the Earth are right. Writes moon-hours.json beside this file.

    /usr/bin/python3 test/sky/data/make-moon-hours.py
"""
import datetime
import json
import math
import pathlib

import ephem

SITES = {"La Palma": {"latitude": 28.7606, "longitude": -17.8816, "elevation": 2396},
         "Sutherland": {"latitude": -32.3806, "longitude": 20.8105, "elevation": 1798}}
# TT - UTC, s
DELTA_T = 69.184
# Turn of the Earth in a second, degrees
TURN = 15.0410686 / 3600


def place(at, site):
    ahead = ephem.delta_t(ephem.Date(at)) - DELTA_T
    observer = ephem.Observer()
    observer.lat = math.radians(site["latitude"])
    observer.lon = math.radians(site["longitude"] + ahead * TURN)
    observer.elevation, observer.pressure = site["elevation"], 0
    observer.date = ephem.Date(at) - ahead * ephem.second
    moon = ephem.Moon()
    moon.compute(observer)
    return [round(moon.ra * 12 / math.pi, 7), round(math.degrees(moon.dec), 6)]


hours = []
for name, site in SITES.items():
    for start in ["2026-11-21T19:00:00", "2026-11-21T22:00:00", "2025-03-10T01:00:00"]:
        begin = datetime.datetime.fromisoformat(start)
        places = [place(begin + datetime.timedelta(minutes=10 * i), site) for i in range(7)]
        hours.append({"site": site, "start": start + "Z", "places": places})

path = pathlib.Path(__file__).with_name("moon-hours.json")
path.write_text(json.dumps({"step": 600, "hours": hours}, indent=1) + "\n")
