import { createExpression } from "@maplibre/maplibre-gl-style-spec";
import { describe, expect, it } from "vitest";
import { labelSize, labelText, parentText, pixelsPerMetre } from "./labels";

const LATITUDE = 40.35;

/** The label of an area whose largest circle has this radius in pixels at zoom 15. */
function labelled(expression: unknown, name: string, radiusPx: number): string {
  const parsed = createExpression(expression, { expressionContext: {} } as never);
  if (parsed.result === "error") throw new Error(JSON.stringify(parsed.value));
  const size = radiusPx / pixelsPerMetre(15.5, LATITUDE);
  const properties = { name, code: "999999001001001", size };
  return String(parsed.value.evaluate({ zoom: 15 }, { type: 1, properties } as never));
}
const text = (name: string, px: number) => labelled(labelText(LATITUDE, "#333"), name, px);

describe("a label", () => {
  it("shrinks by steps as its area does: name and code, own part, nothing", () => {
    const name = "文昌社区第一网格";
    expect(text(name, 90)).toBe("文昌社区第一网格\n999999001001001");
    expect(text(name, 30)).toBe("第一网格");
    expect(text(name, 12)).toBe("");
  });

  it("breaks a long name before its own part when one line is too wide", () => {
    expect(text("文昌社区第一网格第1微网格", 65)).toBe("文昌社区第一网格\n第1微网格");
  });

  it("takes the last ordinal for a micro-grid's own part", () => {
    expect(text("文昌社区第一网格第1微网格", 34)).toBe("第1微网格");
  });

  it("never cuts a name that has no ordinal, nor one that begins with it", () => {
    expect(text("示范街道东片区", 20)).toBe("");
    expect(text("第一网格管理区", 20)).toBe("");
  });

  it("is never smaller than twelve pixels", () => {
    expect(labelled(labelSize(LATITUDE), "文昌社区第一网格", 80)).toBe("14");
    expect(labelled(labelSize(LATITUDE), "文昌社区第一网格", 20)).toBe("12");
  });

  it("of an upper area goes when its parts can speak", () => {
    const upper = (px: number) => labelled(parentText(LATITUDE), "文昌社区", px);
    expect([20, 60, 200].map(upper)).toEqual(["", "文昌社区", ""]);
  });
});

it("knows how large a metre is", () => {
  expect(pixelsPerMetre(0, 0)).toBeCloseTo(512 / 40_075_016.686, 12);
});
