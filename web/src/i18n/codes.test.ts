import { expect, it } from "vitest";
import { ownCode } from "./codes";

it("shows what an area adds to the code above it", () => {
  expect(ownCode("999999001002", "999999001")).toBe("…002");
  expect(ownCode("999999001", undefined)).toBe("999999001");
  expect(ownCode("D25", "B2")).toBe("D25");
  expect(ownCode("7", "7")).toBe("7");
});
