// @ts-check
// Tones under the words: each as data, played with WebAudio. A tone never startles: it swells for at least 10 ms and
// stays below MOST_LEVEL of full scale, far below the voice.

export const MOST_LEVEL = 0.25;

/**
 * Notes in Hz and s, one after the other; `level` is the share of full scale at a note's middle, `swell_s` and `fade_s`
 * its ends.
 * JSON, so that other programs read it.
 * @type {Record<string, {level: number, swell_s: number, fade_s: number, notes: {hz: number, at_s: number, lasts_s: number}[]}>}
 */
export const TONES = {
  "count": {"level": 0.16, "swell_s": 0.012, "fade_s": 0.08, "notes": [{"hz": 660, "at_s": 0, "lasts_s": 0.14}]},
  "hold_begins": {"level": 0.14, "swell_s": 0.02, "fade_s": 0.1, "notes": [{"hz": 440, "at_s": 0, "lasts_s": 0.16}, {"hz": 587, "at_s": 0.16, "lasts_s": 0.2}]},
  "hold_ends": {"level": 0.14, "swell_s": 0.02, "fade_s": 0.1, "notes": [{"hz": 587, "at_s": 0, "lasts_s": 0.16}, {"hz": 440, "at_s": 0.16, "lasts_s": 0.2}]},
  "return": {"level": 0.2, "swell_s": 0.012, "fade_s": 0.06, "notes": [{"hz": 784, "at_s": 0, "lasts_s": 0.14}, {"hz": 523, "at_s": 0.16, "lasts_s": 0.24}]},
  "attention": {"level": 0.16, "swell_s": 0.02, "fade_s": 0.1, "notes": [{"hz": 523, "at_s": 0, "lasts_s": 0.2}]},
  "lost": {"level": 0.2, "swell_s": 0.02, "fade_s": 0.1, "notes": [{"hz": 440, "at_s": 0, "lasts_s": 0.2}, {"hz": 370, "at_s": 0.22, "lasts_s": 0.2}, {"hz": 311, "at_s": 0.44, "lasts_s": 0.3}]},
  "stop": {"level": 0.22, "swell_s": 0.01, "fade_s": 0.12, "notes": [{"hz": 392, "at_s": 0, "lasts_s": 0.18}, {"hz": 262, "at_s": 0.18, "lasts_s": 0.36}]}
};

/** The tone that goes with a line of the coach, by the line's key. */
export const TONE_OF = {
  "coach.count": "count", "coach.count_side": "count", "coach.bends_done": "count",
  "breath.hold": "hold_begins", "breath.back": "hold_ends",
  "safety.return_now": "return", "safety.time_over": "return", "safety.set_over": "return",
  "safety.slower": "attention", "safety.passive": "attention", "coach.hesitation": "attention",
  "session.begin": "attention", "session.rest_over": "attention",
  "safety.sensor_lost": "lost", "safety.still_looking": "lost", "safety.sensor_gone": "lost", "safety.program_lost": "lost",
  "safety.gap": "attention", "session.posture_left": "attention",
  "safety.stopped": "stop", "safety.stopped_pain": "stop", "safety.stopped_headache": "stop",
  "safety.stopped_nausea": "stop", "safety.stopped_weakness": "stop", "safety.stopped_other": "stop",
  "safety.pain_rose": "stop"
};

/**
 * Plays a tone; what is returned ends it at once, softly.
 *
 * @param {BaseAudioContext} context
 * @param {AudioNode} output
 * @param {string} name of TONES
 * @param {number} [when] the context's time at which it begins
 * @returns {() => void}
 */
export function playTone(context, output, name, when = context.currentTime) {
  const { level, swell_s, fade_s, notes } = TONES[name];
  const all = context.createGain();
  all.connect(output);
  for (const { hz, at_s, lasts_s } of notes) {
    const note = context.createOscillator(), swell = context.createGain(), begin = when + at_s;
    note.frequency.value = hz;
    const most = Math.min(level, MOST_LEVEL);
    swell.gain.setValueAtTime(0, begin);
    swell.gain.linearRampToValueAtTime(most, begin + Math.max(0.01, swell_s));
    swell.gain.setValueAtTime(most, begin + lasts_s - fade_s);
    swell.gain.linearRampToValueAtTime(0, begin + lasts_s);
    note.connect(swell).connect(all);
    note.start(begin);
    note.stop(begin + lasts_s);
  }
  return () => all.gain.setTargetAtTime(0, context.currentTime, 0.01);
}
