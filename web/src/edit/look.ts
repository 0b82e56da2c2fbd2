/** How the pen looks: accent while all is well, red when the server would not have it. */

export interface Ink {
  accent: string;
  paper: string;
  fault: string;
}

type Hex = `#${string}`;
type Look = () => Ink & { faulty: boolean };

const line = (look: Look) => (): Hex => (look().faulty ? look().fault : look().accent) as Hex;
const paper = (look: Look) => (): Hex => look().paper as Hex;

/** A border with its handles; midpoints are smaller and hollow. */
export const selectStyles = (look: Look) => ({
  selectedLineStringColor: line(look),
  selectedLineStringWidth: 4,
  selectionPointColor: paper(look),
  selectionPointWidth: 5,
  selectionPointOutlineColor: line(look),
  selectionPointOutlineWidth: 2.5,
  midPointColor: line(look),
  midPointWidth: 3,
  midPointOpacity: 0.75,
  midPointOutlineColor: paper(look),
  midPointOutlineWidth: 1.5,
});

/** What is being drawn. */
export const drawnStyles = (look: Look) => ({
  lineStringColor: line(look),
  lineStringWidth: 3,
  fillColor: line(look),
  fillOpacity: 0.12,
  outlineColor: line(look),
  outlineWidth: 3,
  closingPointColor: line(look),
  closingPointWidth: 6,
  closingPointOutlineColor: paper(look),
  closingPointOutlineWidth: 2,
  snappingPointColor: paper(look),
  snappingPointWidth: 6,
  snappingPointOutlineColor: line(look),
  snappingPointOutlineWidth: 3,
});
