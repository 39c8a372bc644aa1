/** A row of small bars: how much happened, oldest first. */
export function Sparkline({ values, label }: { values: number[]; label: string }) {
  const most = Math.max(1, ...values);
  const width = 100 / values.length;
  return (
    <svg className="sparkline" viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-label={label}>
      {values.map((value, index) => (
        <rect
          key={index}
          x={index * width}
          width={width * 0.7}
          y={24 - Math.max(1.5, (value / most) * 24)}
          height={Math.max(1.5, (value / most) * 24)}
          className={value > 0 ? "some" : "none"}
        />
      ))}
    </svg>
  );
}
