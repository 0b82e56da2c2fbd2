import { expect, it } from "vitest";
import { hoursIn } from "./hours";

it("says opening hours in words", () => {
  const written = "Mo-Fr 08:30-17:30; Sa,Su 09:00-16:00";
  expect(hoursIn("zh-CN", written)).toBe("周一至周五 08:30–17:30；周六、周日 09:00–16:00");
  expect(hoursIn("en", written)).toBe("Mon–Fri 08:30–17:30; Sat, Sun 09:00–16:00");
  expect(hoursIn("zh-CN", "08:00-12:00,14:00-18:00")).toBe("每天 08:00–12:00、14:00–18:00");
  expect(hoursIn("zh-CN", "24/7")).toBe("每天 0:00–24:00");
});

it("leaves alone what it does not understand", () => {
  for (const odd of ["周一至周五 8:30–17:30", "sunrise-sunset", "Mo-Fr 8:30"]) {
    expect(hoursIn("zh-CN", odd)).toBe(odd);
  }
});
