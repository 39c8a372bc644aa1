import { title } from "../../format/format";
import { useStore } from "../../store/store";
import { PatternDiagram } from "./PatternDiagram";
import { patternNames, patternWords } from "./patternShape";

/** One of the patterns, or none: then the server decides by its own analysis. */
export function TypePicker(
  { chosen, recommended, onChoose }: { chosen: string; recommended: string | null; onChoose: (type: string) => void },
) {
  const types = useStore((state) => state.server.types);
  const names = types && types.length > 0 ? types.map((type) => type.name.toLowerCase()) : patternNames;
  const known = types?.find((type) => type.name.toLowerCase() === chosen);
  return (
    <fieldset className="type-picker">
      <legend className="hidden">Pattern</legend>
      <div className="type-grid">
        {["", ...names].map((name) => (
          <label key={name} className={chosen === name ? "chosen" : ""}>
            <input
              type="radio"
              name="type"
              className="hidden"
              checked={chosen === name}
              onChange={() => onChoose(name)}
            />
            {name ? <PatternDiagram type={name} /> : <PatternDiagram type="adaptive" />}
            <strong>{name ? patternWords[name]?.title ?? title(name) : "Let the analysis decide"}</strong>
            {name !== "" && name === recommended && <span className="tag tone-good">recommended</span>}
          </label>
        ))}
      </div>
      <p className="padded muted">
        {known?.ideal_for
          ? `Ideal for: ${known.ideal_for}`
          : patternWords[chosen]?.text ?? "The server chooses when the pattern is created."}
      </p>
    </fieldset>
  );
}
