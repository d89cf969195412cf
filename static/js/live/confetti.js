// Confetti over the podium: once, a few seconds, none where motion is not wanted. The canvas is empty and hidden afterwards.

const COLOURS = ['#F2C14E', '#C8202B', '#5FD08F', '#286CBB', '#7F50BC', '#F5F1E8'];
const PIECES = 160;
const LASTS = 4200;

function piece(width, height) {
  return {
    x: width * (0.1 + 0.8 * Math.random()), y: -height * 0.5 * Math.random(), size: height * (0.008 + 0.012 * Math.random()),
    down: height * (0.22 + 0.3 * Math.random()), sway: width * 0.02 * (0.5 + Math.random()), turn: 2 + 5 * Math.random(),
    phase: 6.3 * Math.random(), colour: COLOURS[Math.floor(COLOURS.length * Math.random())],
  };
}

function draw(brush, each, seconds, fade) {
  brush.save();
  brush.globalAlpha = fade;
  brush.translate(each.x + each.sway * Math.sin(each.phase + 2 * seconds), each.y + each.down * seconds * (1 + 0.25 * seconds));
  brush.rotate(each.phase + each.turn * seconds * 0.5);
  brush.scale(1, Math.cos(each.phase + each.turn * seconds));
  brush.fillStyle = each.colour;
  brush.fillRect(-each.size / 2, -each.size / 4, each.size, each.size / 2);
  brush.restore();
}

// Resolves when the last piece has gone.
export function celebrate(canvas) {
  if (!canvas || window.matchMedia('(prefers-reduced-motion: reduce)').matches) return Promise.resolve();
  canvas.hidden = false;
  canvas.width = canvas.clientWidth;
  canvas.height = canvas.clientHeight;
  const brush = canvas.getContext('2d');
  const pieces = Array.from({ length: PIECES }, () => piece(canvas.width, canvas.height));
  const began = performance.now();
  return new Promise((resolve) => {
    const frame = (now) => {
      const passed = now - began;
      brush.clearRect(0, 0, canvas.width, canvas.height);
      if (passed >= LASTS) { canvas.hidden = true; resolve(); return; }
      const fade = Math.min(1, (LASTS - passed) / 900);
      for (const each of pieces) draw(brush, each, passed / 1000, fade);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}
