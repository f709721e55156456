package dev.palisade.checker.format;

import dev.palisade.checker.value.Tagged;
import dev.palisade.checker.value.Unread;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes the plain data of events as EDN on one line, so that reading it gives the same. */
final class EdnWriter {
  private static final Pattern NAME = Pattern.compile("[A-Za-z*!_?.+-][A-Za-z0-9*!_?.+/-]*");

  private EdnWriter() {}

  /** The fields of an event; type and f are keywords, all other words are what they were. */
  static void event(Map<String, @Nullable Object> fields, StringBuilder text) {
    String separator = "{";
    for (Map.Entry<String, @Nullable Object> field : fields.entrySet()) {
      word(field.getKey(), text.append(separator));
      text.append(' ');
      boolean isKeyword = field.getKey().equals("type") || field.getKey().equals("f");
      if (isKeyword && field.getValue() instanceof String name) {
        word(name, text);
      } else {
        write(field.getValue(), text);
      }
      separator = ", ";
    }
    text.append('}');
  }

  /** A keyword, if the name can be one. */
  private static void word(String name, StringBuilder text) {
    if (NAME.matcher(name).matches()) {
      text.append(':').append(name);
    } else {
      JsonWriter.quote(name, text);
    }
  }

  static void write(@Nullable Object value, StringBuilder text) {
    switch (value) {
      case null -> text.append("nil");
      case String string -> JsonWriter.quote(string, text);
      case Character character -> text.append(String.format("\\u%04x", (int) character));
      case Double number when number.isNaN() -> text.append("##NaN");
      case Double number when number.isInfinite() -> text.append(number > 0 ? "##Inf" : "##-Inf");
      case BigInteger number -> text.append(number).append('N');
      case BigDecimal number -> text.append(number).append('M');
      case List<?> list -> sequence("[", list, "]", text);
      case Set<?> set -> sequence("#{", set, "}", text);
      case Map<?, ?> map -> map(map, text);
      case Tagged tagged -> tagged(tagged, text);
      case Unread(String source, String _) -> text.append(source);
      default -> text.append(value);
    }
  }

  private static void sequence(
      String begin, Collection<?> elements, String end, StringBuilder text) {
    text.append(begin);
    String separator = "";
    for (Object element : elements) {
      write(element, text.append(separator));
      separator = " ";
    }
    text.append(end);
  }

  private static void map(Map<?, ?> map, StringBuilder text) {
    String separator = "{";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      write(entry.getKey(), text.append(separator));
      write(entry.getValue(), text.append(' '));
      separator = ", ";
    }
    text.append(map.isEmpty() ? "{}" : "}");
  }

  private static void tagged(Tagged tagged, StringBuilder text) {
    switch (tagged.tag()) {
      case "regex" -> text.append("#\"").append(tagged.form()).append('"');
      case "char" -> text.append('\\').append(tagged.form());
      case "fn" -> {
        StringBuilder body = new StringBuilder();
        write(tagged.form(), body);
        text.append("#(").append(body, 1, body.length() - 1).append(')');
      }
      case "@", "`", "~" -> write(tagged.form(), text.append(tagged.tag()));
      default -> write(tagged.form(), text.append('#').append(tagged.tag()).append(' '));
    }
  }
}
