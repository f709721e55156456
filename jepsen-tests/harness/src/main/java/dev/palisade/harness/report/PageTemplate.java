package dev.palisade.harness.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Puts the page together from its parts. */
final class PageTemplate {
  private static final String FOLDER = "/dev/palisade/harness/report/";
  private static final List<String> SCRIPTS =
      List.of("model.js", "view.js", "load.js", "cluster.js", "fences.js", "verdict.js", "page.js");

  private PageTemplate() {}

  /**
   * Writes the page.
   *
   * @param json the data, without anything that ends a script
   */
  static void write(Writer out, String json) throws IOException {
    String page = text("page.html");
    int style = page.indexOf("/*STYLE*/");
    int script = page.indexOf("/*SCRIPT*/");
    if (style < 0 || script < style) {
      throw new IllegalStateException("page.html has no place for its style or its script");
    }
    out.append(page, 0, style).append(text("page.css"));
    out.append(page, style + "/*STYLE*/".length(), script);
    out.append("const data = ").append(json).append(";\n");
    for (String name : SCRIPTS) {
      out.append(text(name));
    }
    out.append(page, script + "/*SCRIPT*/".length(), page.length());
  }

  private static String text(String name) throws IOException {
    try (InputStream in = PageTemplate.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + FOLDER + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
