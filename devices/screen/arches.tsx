const ARCHES = [470, 390, 312, 236, 162, 90] as const;
const CENTRE_X = 500;
const TOP_Y = 520;
const FLOOR_Y = 1100;

/** An aisle of gates, one behind the other. Decoration. The light stands in the last one. */
export function Arches() {
  return (
    <svg class="arches" viewBox="0 0 1000 1000" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
      {ARCHES.map((radius, index) => (
        <path key={radius} class={`arches__gate arches__gate--${index + 1}`} d={archPath(radius)} />
      ))}
    </svg>
  );
}

function archPath(radius: number): string {
  const left = CENTRE_X - radius;
  const right = CENTRE_X + radius;
  return `M${left} ${FLOOR_Y}V${TOP_Y}A${radius} ${radius} 0 0 1 ${right} ${TOP_Y}V${FLOOR_Y}Z`;
}
