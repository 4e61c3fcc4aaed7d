"""The tones as the browser plays them."""

from __future__ import annotations

import json

from .pages import said_by_page

SCRIPT = """
import { TONES, MOST_LEVEL, playTone } from "./tones.js";
const rate = 24000, said = {};
for (const name of Object.keys(TONES)) {
  const render = async (cut) => {
    const context = new OfflineAudioContext(1, 2 * rate, rate);
    const end = playTone(context, context.destination, name, 0.1);
    if (cut) context.suspend(0.2).then(() => { end(); context.resume(); });
    return (await context.startRendering()).getChannelData(0);
  };
  const loudest = (samples, from, to) =>
    samples.slice(from * rate, to * rate).reduce((most, s) => Math.max(most, Math.abs(s)), 0);
  const whole = await render(false), cut = await render(true);
  said[name] = { most: MOST_LEVEL, level: TONES[name].level, before: loudest(whole, 0, 0.1),
    onset: loudest(whole, 0.1, 0.102), peak: loudest(whole, 0, 2), after: loudest(whole, 1.3, 2),
    cut: loudest(cut, 0.3, 2) };
}
say(JSON.stringify(said));
"""


def test_a_tone_swells_stays_below_its_level_ends_and_is_cut_off_within_a_tenth_of_a_second() -> None:
    said = json.loads(said_by_page(SCRIPT))
    assert said
    for name, heard in said.items():
        assert heard["before"] == 0.0, name
        assert heard["onset"] <= 0.25 * heard["level"], name
        assert 0.8 * heard["level"] <= heard["peak"] <= 1.01 * heard["level"] <= heard["most"], name
        assert heard["after"] == 0.0, name
        assert heard["cut"] <= 0.001, name
