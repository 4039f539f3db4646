import { describe, expect, test } from "vitest";
import { dialled, looksInternal, redialable, subtitle, title, tonesIn } from "./number";

describe("dialled (S17)", () => {
  test("takes the decoration off a number as it is written", () => {
    expect(dialled("(555) 010-0102")?.number).toBe("5550100102");
    expect(dialled("555.010/0102")?.number).toBe("5550100102");
    expect(dialled("555\u2011010\u20130102")?.number).toBe("5550100102");
    expect(dialled("\u202a+1\u00a0555\u2009010 0102\u202c")?.number).toBe("+15550100102");
  });
  test("understands a tel: address and leaves its parameters out", () => {
    expect(dialled("tel:+1-555-010-0102;phone-context=example.com")).toEqual({
      number: "+15550100102",
      after: "",
    });
  });
  test("leaves out the trunk zero of an international number", () => {
    expect(dialled("+44 (0)20 7946 0000")?.number).toBe("+442079460000");
    expect(dialled("(0)20 7946 0000")?.number).toBe("02079460000");
  });
  test("reads full-width digits", () => {
    expect(dialled("１０２")?.number).toBe("102");
  });
  test("keeps feature codes", () => {
    expect(dialled("*43")?.number).toBe("*43");
  });
  test("puts what stands behind a pause aside for after the answer", () => {
    expect(dialled("102,1 2#")).toEqual({ number: "102", after: ",12#" });
    expect(dialled("102;;34")).toEqual({ number: "102", after: ",,34" });
  });
  test("refuses what is no number", () => {
    for (const text of ["", "hello", "10+2", "++1", "+1", "102x", ",12", "1".repeat(33)]) {
      expect(dialled(text), text).toBeNull();
    }
  });
});

test("tones are found among whatever was pasted around them", () => {
  expect(tonesIn("1 2-#;3")).toBe("12#,3");
});

test("a party is called by name, else by number, else private", () => {
  expect(title({ number: "102", name: "Sales" })).toBe("Sales");
  expect(subtitle({ number: "102", name: "Sales" })).toBe("102");
  expect(title({ number: "102", name: null })).toBe("102");
  expect(subtitle({ number: "102", name: null })).toBe("");
  expect(title({ number: "", name: null })).toBe("Private number");
});

test("redial offers neither feature codes nor withheld numbers", () => {
  expect(redialable({ number: "102", name: null })).toBe(true);
  expect(redialable({ number: "+15550100102", name: null })).toBe(true);
  expect(redialable({ number: "*43", name: null })).toBe(false);
  expect(redialable({ number: "", name: null })).toBe(false);
});

test("a short number is an extension", () => {
  expect(looksInternal("102")).toBe(true);
  expect(looksInternal("5550100102")).toBe(false);
});
