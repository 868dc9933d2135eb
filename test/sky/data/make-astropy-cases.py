"""
Makes astropy-cases.json, what astropy says of random places, sites and instants.

    /usr/bin/python3 test/sky/data/make-astropy-cases.py > test/sky/data/astropy-cases.json    # needs python3-astropy

It runs offline. UT1 is UTC and the pole does not wander, as in sky/: both are set here explicitly, so that what is
compared is the astronomy and not the tables of the Earth's rotation.
"""

import json
from datetime import datetime, timedelta, timezone

import astropy
import astropy.units as u
import erfa
import numpy as np
from astropy.coordinates import ICRS, TETE, AltAz, EarthLocation, SkyCoord, erfa_astrom, get_body, get_sun
from astropy.coordinates.builtin_frames import intermediate_rotation_transforms, utils
from astropy.time import Time
from astropy.utils import iers

iers.conf.auto_download = False
iers.conf.auto_max_age = None
iers.conf.iers_degraded_accuracy = "ignore"
for module in (utils, erfa_astrom, intermediate_rotation_transforms):
    module.get_polar_motion = lambda time: (0.0, 0.0)
    module.get_dut1utc = lambda time: 0.0

CASES, NIGHTS = 200, 48
random = np.random.default_rng(20250321)
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def milliseconds(year):
    return int(datetime(year, 1, 1, tzinfo=timezone.utc).timestamp() * 1000)


def time_of(at):
    """By date and time of day, so that leap seconds are counted as the clock of UTC does."""
    moments = [(EPOCH + timedelta(milliseconds=float(ms))).replace(tzinfo=None) for ms in np.atleast_1d(at)]
    time = Time(moments, scale="utc")
    time.delta_ut1_utc = 0.0
    return time if np.ndim(at) else time[0]


def case(index):
    at = int(random.integers(milliseconds(2000), milliseconds(2050)))
    latitude, longitude = float(random.uniform(-75, 75)), float(random.uniform(-180, 180))
    elevation = float(random.uniform(0, 4000))
    ra, dec = float(random.uniform(0, 360)), float(np.degrees(np.arcsin(random.uniform(-1, 1))))
    pressure, temperature = float(random.uniform(600, 1030)), float(random.uniform(-20, 30))

    time = time_of(at)
    site = EarthLocation.from_geodetic(longitude * u.deg, latitude * u.deg, elevation * u.m)
    target = SkyCoord(ra * u.deg, dec * u.deg, frame=ICRS)
    # True equator and equinox of date, geocentric: without the site's own velocity, as documented in coordinates.ts.
    apparent = target.transform_to(TETE(obstime=time))
    # ERFA says the same by another way (CIRS and the equation of the origins): else this file is wrong.
    tt = time.tt
    ri, di, eo = erfa.atci13(np.radians(ra), np.radians(dec), 0, 0, 0, 0, tt.jd1, tt.jd2)
    apart = erfa.seps(ri - eo, di, apparent.ra.radian, apparent.dec.radian)
    assert apart * erfa.DR2AS < 0.002, (index, apart * erfa.DR2AS)

    frame = AltAz(obstime=time, location=site)
    horizontal = target.transform_to(frame)
    air = AltAz(
        obstime=time,
        location=site,
        pressure=pressure * u.hPa,
        temperature=temperature * u.deg_C,
        relative_humidity=0.4,
        obswl=0.55 * u.micron,
    )
    sun = get_sun(time)
    sun_there = sun.transform_to(frame)
    moon = get_body("moon", time, site, ephemeris="builtin")
    moon_there = moon.transform_to(frame)
    sun_of_date = sun.transform_to(TETE(obstime=time))
    return {
        "at": at,
        "site": {"latitude": latitude, "longitude": longitude, "elevation": elevation},
        "j2000": {"ra": ra / 15, "dec": dec},
        "apparent": {"ra": apparent.ra.hour, "dec": apparent.dec.deg},
        "siderealTime": float(time.sidereal_time("apparent", longitude * u.deg).hour),
        "horizontal": {"azimuth": horizontal.az.deg, "altitude": horizontal.alt.deg},
        "air": {"pressureHPa": pressure, "temperatureC": temperature},
        "refractedAltitude": target.transform_to(air).alt.deg if horizontal.alt.deg > 0 else None,
        "sun": {
            "ra": sun_of_date.ra.hour,
            "dec": sun_of_date.dec.deg,
            "azimuth": sun_there.az.deg,
            "altitude": sun_there.alt.deg,
        },
        "moon": {
            "azimuth": moon_there.az.deg,
            "altitude": moon_there.alt.deg,
            "separation": float(target.transform_to(frame).separation(SkyCoord(moon_there.az, moon_there.alt, frame=frame)).deg),
        },
    }


def sun_altitude(at, site):
    time = time_of(at)
    return get_sun(time).transform_to(AltAz(obstime=time, location=site)).alt.deg


def crossing(site, limit, low, high):
    """The instant, to 10 ms, between two of which one has the Sun above the limit; each round looks at 20 in between."""
    while high - low > 10:
        grid = np.linspace(low, high, 21)
        above = sun_altitude(grid, site) >= limit
        change = int(np.argmax(above != above[0]))
        low, high = grid[change - 1], grid[change]
    return round(float((low + high) / 2))


def night(index):
    day = 86_400_000
    latitude, longitude = float(random.uniform(-75, 75)), float(random.uniform(-180, 180))
    date = milliseconds(2000) // day + int(random.integers(0, 50 * 365))
    noon = date * day + 43_200_000 - round(longitude / 15 * 3_600_000)
    site = EarthLocation.from_geodetic(longitude * u.deg, latitude * u.deg, 500 * u.m)
    grid = noon + np.linspace(0, day, 145)
    altitudes = sun_altitude(grid, site)
    lowest = int(np.argmin(altitudes))
    events = {}
    for name, limit in {"horizon": -0.833, "civil": -6, "nautical": -12, "astronomical": -18}.items():
        above = altitudes >= limit
        changes = np.nonzero(above[1:] != above[:-1])[0]
        dusk = [i for i in changes if i < lowest and above[i]]
        dawn = [i for i in changes if i >= lowest and not above[i]]
        events[name] = [
            crossing(site, limit, grid[i], grid[i + 1]) if i is not None else None
            for i in (dusk[-1] if dusk else None, dawn[0] if dawn else None)
        ]
    return {"noon": noon, "site": {"latitude": latitude, "longitude": longitude, "elevation": 500}, "events": events}


cases = [case(index) for index in range(CASES)]
nights = [night(index) for index in range(NIGHTS)]
rows = lambda items: ",\n".join("  " + json.dumps(item) for item in items)
print(
    f'{{\n"madeBy": "astropy {astropy.__version__}, erfa {erfa.__version__}",\n'
    f'"cases": [\n{rows(cases)}\n],\n"nights": [\n{rows(nights)}\n]\n}}'
)
