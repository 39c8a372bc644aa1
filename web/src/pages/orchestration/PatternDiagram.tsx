/** Each pattern in a few dots and lines. */
const shapes: Record<string, { dots: [number, number, ("main" | undefined)?][]; lines: string }> = {
  sequential: { dots: [[14, 24], [38, 24], [62, 24], [86, 24]], lines: "M19 24h14M43 24h14M67 24h14" },
  parallel: {
    dots: [[14, 24], [50, 8], [50, 24], [50, 40], [86, 24]],
    lines: "M19 22 45 9M19 24h26M19 26 45 39M55 9 81 22M55 24h26M55 39 81 26",
  },
  orchestrator: { dots: [[50, 9, "main"], [20, 38], [50, 38], [80, 38]], lines: "M46 13 24 34M50 15v17M54 13 76 34" },
  router: { dots: [[14, 24], [42, 24, "main"], [82, 8], [82, 24], [82, 40]], lines: "M19 24h17M48 22 77 9M48 24h29" },
  evaluator_optimizer: { dots: [[26, 24], [74, 24, "main"]], lines: "M31 20C42 8 58 8 69 19M69 28C58 40 42 40 31 29" },
  swarm: {
    dots: [[50, 8], [80, 20], [70, 40], [30, 40], [20, 20]],
    lines: "M55 10 75 18M78 25 72 35M65 40H35M28 35 22 25M25 18 45 10M25 22 65 38",
  },
  adaptive: {
    dots: [[16, 24, "main"], [50, 10], [50, 38], [84, 24]],
    lines: "M21 22 45 11M55 12 79 22M21 26 45 37M50 15v18",
  },
};

export function PatternDiagram({ type }: { type: string }) {
  const shape = shapes[type.toLowerCase()] ?? shapes.sequential;
  return (
    <svg className="pattern-diagram" viewBox="0 0 100 48" aria-hidden="true">
      <path d={shape?.lines} />
      {shape?.dots.map(([x, y, look]) => (
        <circle key={`${x} ${y}`} cx={x} cy={y} r={look ? 6 : 5} className={look ?? ""} />
      ))}
    </svg>
  );
}
