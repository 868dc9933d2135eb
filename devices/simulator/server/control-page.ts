import { DEVICE_TYPES } from '../../roles/index.js';
import { FAULT_KINDS } from '../faults.js';
import { page } from './page-style.js';

const options = (values: readonly string[]): string => values.map((value) => `<option>${value}</option>`).join('');

const SCRIPT = `
  const $ = (id) => document.getElementById(id);
  const silent = () => { $('time').textContent = 'The simulator does not answer.'; };
  const send = (method, path, form) => fetch('/simulator/v1/' + path, { method, body: form && new URLSearchParams(form) })
    .then(async (r) => { $('said').textContent = r.ok ? '' : await r.text(); return refresh(); }).catch(silent);
  const sexagesimal = (x, digits, turn = Infinity) => { const unit = 10 ** digits, n = Math.round(Math.abs(x) * 3600 * unit) % (turn * 3600 * unit);
    return (x < 0 ? '-' : '') + Math.floor(n / unit / 3600) + ' ' + String(Math.floor(n / unit / 60) % 60).padStart(2, '0') + ' '
      + (n % (60 * unit) / unit).toFixed(digits).padStart(digits ? 3 + digits : 2, '0'); };
  const rows = (id, entries) => { $(id).replaceChildren(...entries.map(([k, v, mood]) => { const tr = document.createElement('tr');
    const th = document.createElement('th'), td = document.createElement('td'); th.textContent = k; td.textContent = v; if (mood) td.className = mood; tr.append(th, td); return tr; })); };
  let frame = -1;
  async function refresh() {
    const s = await fetch('/simulator/v1/state').then((r) => r.json());
    $('time').textContent = new Date(s.time).toISOString().replace('T', ' ').slice(0, 19) + ' UTC';
    const m = s.mount;
    rows('mount', [['RA, Dec', sexagesimal(m.position.ra, 1, 24) + '  ' + sexagesimal(m.position.dec, 0)],
      ['Az, Alt', m.horizontal.azimuth.toFixed(2) + '  ' + m.horizontal.altitude.toFixed(2)],
      ['Pointing state', m.pointingState === 'normal' ? 'normal (pierEast)' : 'beyond the pole (pierWest)'],
      ['Doing', m.parked ? 'parked' : m.slewing ? 'slewing' : m.tracking ? 'tracking' : 'standing']]);
    rows('rest', [['Roof', s.roof.state + ', ' + Math.round(100 * s.roof.opening) + ' % open' + (s.roof.jammed ? ', jammed' : ''), s.roof.jammed || s.roof.state === 'stopped' ? 'bad' : ''],
      ...(s.dome ? [['Dome', s.dome.azimuth.toFixed(0) + (s.dome.altitude === undefined ? '' : ', ' + s.dome.altitude.toFixed(0) + ' high') + (s.dome.clears ? '' : ', not before the telescope'), s.dome.clears ? '' : 'bad']] : []),
      ['Weather', (s.weather.raining ? 'rain' : s.weather.cloudy ? 'clouds' : 'clear') + (s.weather.windy ? ', storm' : '') + ', ' + s.weather.temperature.toFixed(1) + ' C'],
      ['Safe', s.weather.safe ? 'yes' : 'no', s.weather.safe ? 'good' : 'bad'],
      ['Camera', s.camera.state + ', ' + s.camera.temperature.toFixed(1) + ' C' + (s.camera.state === 'exposing' ? ', ' + s.camera.completed + ' %' : '')],
      ['Filter', s.filter ?? 'turning'], ['Focuser', s.focuser], ['Network', s.network.lost ? 'lost' : 'up', s.network.lost ? 'bad' : '']]);
    const more = s.hazardCount - 20;
    rows('hazards', s.hazards.length ? (more > 0 ? [['', more + ' earlier ones', 'bad']] : []).concat(s.hazards.slice(-20).map((h) => [new Date(h.at).toISOString().slice(11, 19), h.kind + ': ' + h.detail, 'bad'])) : [['', 'none', 'good']]);
    $('faults').replaceChildren(...s.faults.map((f) => { const li = document.createElement('li'), b = document.createElement('button');
      b.textContent = 'mend'; b.onclick = () => send('DELETE', 'faults/' + f.id); li.append(f.device + ' ' + (f.member ?? 'everything') + ': ' + f.kind + ' ', b); return li; }));
    const shown = s.camera.state === 'idle' ? s.truth.exposures : frame;
    if (shown !== frame && shown > 0) { frame = shown; $('frame').src = '/simulator/v1/frame.png?' + frame; }
    draw(m.horizontal);
  }
  function draw(at) {
    const c = $('sky').getContext('2d'), r = 124; c.clearRect(0, 0, 280, 280); c.save(); c.translate(140, 140);
    c.strokeStyle = '#3a475c'; for (const alt of [0, 30, 60]) { c.beginPath(); c.arc(0, 0, r * (90 - alt) / 90, 0, 7); c.stroke(); }
    c.fillStyle = '#8793a5'; c.fillText('N', -3, -r - 3); c.fillText('E', -r - 10, 4); c.fillText('S', -3, r + 10); c.fillText('W', r + 3, 4);
    const d = r * (90 - at.altitude) / 90, a = at.azimuth * Math.PI / 180;
    c.fillStyle = '#ffd479'; c.beginPath(); c.arc(-d * Math.sin(a), -d * Math.cos(a), 5, 0, 7); c.fill(); c.restore();
  }
  const look = () => refresh().catch(silent);
  look(); setInterval(look, 1000);
`;

/** The page for people: watch the observatory, and bring it trouble. */
export const CONTROL_PAGE = page(
  'Simulated observatory',
  `<p><span id="time"></span> · <a href="/setup">devices</a> <span id="said" class="bad"></span></p>
<div class="columns"><div><canvas id="sky" width="280" height="280"></canvas></div>
<div><h2>Mount</h2><table id="mount"></table></div><div><h2>Observatory</h2><table id="rest"></table></div></div>
<h2>Trouble</h2>
<p><button onclick="send('PUT','weather',{condition:'clouds',minutes:$('minutes').value})">clouds</button>
<button onclick="send('PUT','weather',{condition:'rain',minutes:$('minutes').value})">rain</button>
<button onclick="send('PUT','weather',{condition:'wind',minutes:$('minutes').value})">storm</button>
for <input id="minutes" value="10"> minutes · <button onclick="send('PUT','weather',{condition:'clear'})">clear sky</button></p>
<p><button onclick="send('PUT','roof',{jammed:true})">jam the roof</button>
<button onclick="send('PUT','roof',{jammed:false})">free it</button> ·
<button onclick="send('PUT','network',{lost:true,seconds:60})">lose the network for a minute</button>
<button onclick="send('PUT','network',{lost:false})">bring it back</button></p>
<form onsubmit="send('PUT','faults',Object.fromEntries(new FormData(this)));return false">
<select name="device">${options(DEVICE_TYPES)}</select> <input name="member" placeholder="any member">
<select name="kind">${options(FAULT_KINDS)}</select> <input name="count" placeholder="how often">
<button>break it</button></form><ul id="faults"></ul>
<h2>What would have cost money</h2><table id="hazards"></table>
<h2>Last frame</h2><img id="frame" alt=""><script>${SCRIPT}</script>`,
);
