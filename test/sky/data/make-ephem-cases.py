#!/usr/bin/python3
"""Places of the Moon, planets, comets and asteroids by PyEphem (Debian: python3-ephem), which has its own theories of the
planets (VSOP87 and Bretagnon's) and its own two-body motion. Writes ephem-cases.json beside this file.

    /usr/bin/python3 test/sky/data/make-ephem-cases.py
"""
import datetime
import json
import math
import pathlib

import ephem

SITE = {"latitude": 28.7606, "longitude": -17.8816, "elevation": 2396}


def date(year, month, day):
    return ephem.Date((year, month, day))  # of perihelion and of epochs: taken as TT


def angles(body, elements):
    body._inc, body._Om, body._om = elements["inclination"], elements["ascendingNode"], elements["argumentOfPerihelion"]
    body._e = elements["eccentricity"]
    body._epoch = "2000"
    return body


def elliptic(elements, epoch):
    body = angles(ephem.EllipticalBody(), elements)
    body._a, body._M, body._epoch_M = elements["semiMajorAxis"], elements["meanAnomaly"], epoch
    return body


def comet(elements, perihelion):
    if elements["eccentricity"] < 1:
        a = elements["perihelionDistance"] / (1 - elements["eccentricity"])
        return elliptic({**elements, "semiMajorAxis": a, "meanAnomaly": 0}, perihelion)
    body = angles(ephem.HyperbolicBody(), elements)
    body._q, body._epoch_p = elements["perihelionDistance"], perihelion
    return body


# (4) Vesta by JPL, 2P and others by the Minor Planet Center; epochs in 2022.
VESTA = dict(epoch=[2022, 8, 9], meanAnomaly=61.19229900418838, semiMajorAxis=2.361987199696643,
             eccentricity=0.08840189374260063, argumentOfPerihelion=151.2577798334132,
             ascendingNode=103.800809741353, inclination=7.140782834645754)
CERES = dict(epoch=[2022, 8, 9], meanAnomaly=334.3271698971151, semiMajorAxis=2.766619044655007,
             eccentricity=0.07863575691875528, argumentOfPerihelion=73.53162522557164,
             ascendingNode=80.2664361119415, inclination=10.58679512153367)
E3 = dict(perihelion=[2023, 1, 12.7863], perihelionDistance=1.112247, eccentricity=1.000278,
          argumentOfPerihelion=145.8149, ascendingNode=302.554, inclination=109.1687)
PONS_BROOKS = dict(perihelion=[2024, 4, 20.8249], perihelionDistance=0.781076, eccentricity=0.95475,
                   argumentOfPerihelion=198.9678, ascendingNode=255.8177, inclination=74.169)

BODIES = [(name, None, getattr(ephem, name)()) for name in
          ["Moon", "Mercury", "Venus", "Mars", "Jupiter", "Saturn", "Uranus", "Neptune", "Pluto"]]
BODIES += [("Vesta", VESTA, elliptic(VESTA, date(*VESTA["epoch"]))),
           ("Ceres", CERES, elliptic(CERES, date(*CERES["epoch"]))),
           ("C/2022 E3", E3, comet(E3, date(*E3["perihelion"]))),
           ("12P", PONS_BROOKS, comet(PONS_BROOKS, date(*PONS_BROOKS["perihelion"])))]

cases = []
for moment in ["2022-08-24T22:00:00", "2023-02-01T04:10:00", "2024-03-31T20:50:00", "2026-11-21T23:40:00", "2030-05-02T05:00:00"]:
    at = datetime.datetime.fromisoformat(moment)
    observer = ephem.Observer()
    observer.lat, observer.lon = str(SITE["latitude"]), str(SITE["longitude"])
    observer.elevation, observer.pressure, observer.date = SITE["elevation"], 0, at
    for name, elements, body in BODIES:
        body.compute(observer)
        cases.append({"at": moment + "Z", "name": name, **({"elements": elements} if elements else {}),
                      "distance": round(body.earth_distance, 4),
                      "ra": round(body.ra * 12 / math.pi, 8), "dec": round(math.degrees(body.dec), 7)})

path = pathlib.Path(__file__).with_name("ephem-cases.json")
path.write_text(json.dumps({"site": SITE, "cases": cases}, indent=1) + "\n")
