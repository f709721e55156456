package dev.palisade.cli.txn;

import dev.palisade.cli.output.BytesText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads conditions and operations.
 *
 * <pre>
 * condition  = field "(" key ")" relation word
 * field      = "value" | "version" | "create" | "mod"
 * relation   = "=" | "!=" | "&gt;" | "&lt;"
 * operations = operation { ";" operation }
 * operation  = "put" word word | "get" word | "del" word
 *            | "del-range" word word | "range" word word
 * </pre>
 *
 * <p>For example {@code value(a) = 1} and {@code put a 2; get b}. Words are as {@link Words} says;
 * a key in parentheses may be quoted too.
 */
public final class TxnLanguage {
  private static final Pattern CONDITION =
      Pattern.compile(
          "\\s*(value|version|create|mod)\\s*\\(\\s*((?:'[^']*'|\"(?:[^\"\\\\]|\\\\.)*\"|[^)'\"]+?))\\s*\\)"
              + "\\s*(=|!=|>|<)\\s*(\\S.*?)\\s*",
          Pattern.DOTALL);

  private TxnLanguage() {}

  /**
   * Reads one condition.
   *
   * @throws IllegalArgumentException when it makes no sense
   */
  public static Condition condition(String source) {
    Matcher matcher = CONDITION.matcher(source);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'"
              + source
              + "' is no condition; write value(KEY) = WORD, or version(KEY), create(KEY) or"
              + " mod(KEY) = NUMBER, with =, !=, > or <");
    }
    byte[] key = one(matcher.group(2), source);
    Condition.Relation relation =
        switch (matcher.group(3)) {
          case "=" -> Condition.Relation.EQUAL;
          case "!=" -> Condition.Relation.NOT_EQUAL;
          case ">" -> Condition.Relation.GREATER;
          default -> Condition.Relation.LESS;
        };
    byte[] right = one(matcher.group(4), source);
    return switch (matcher.group(1)) {
      case "value" -> new Condition.Value(key, relation, right);
      case "version" -> number(key, relation, Condition.Field.VERSION, right);
      case "create" -> number(key, relation, Condition.Field.CREATE_REVISION, right);
      default -> number(key, relation, Condition.Field.MOD_REVISION, right);
    };
  }

  private static Condition number(
      byte[] key, Condition.Relation relation, Condition.Field field, byte[] right) {
    String text = BytesText.ESCAPED.show(right);
    try {
      return new Condition.Number(key, relation, field, Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a number; versions and revisions are compared with numbers", e);
    }
  }

  private static byte[] one(String text, String source) {
    List<Words.Word> words = Words.of(text);
    if (words.size() != 1 || words.getFirst().text().equals(";")) {
      throw new IllegalArgumentException(
          "'" + text + "' is not one word in: " + source + "; put quotes around spaces");
    }
    return words.getFirst().bytes();
  }

  /**
   * Reads operations that are apart by semicolons.
   *
   * @throws IllegalArgumentException when one makes no sense
   */
  public static List<Operation> operations(String source) {
    List<Operation> operations = new ArrayList<>();
    List<Words.Word> pending = new ArrayList<>();
    for (Words.Word word : Words.of(source)) {
      if (!word.text().equals(";")) {
        pending.add(word);
      } else if (!pending.isEmpty()) {
        operations.add(operation(pending, source));
        pending.clear();
      }
    }
    if (!pending.isEmpty()) {
      operations.add(operation(pending, source));
    }
    return operations;
  }

  /** How an operation begins, for showing its result. */
  public static String verb(Operation operation) {
    return switch (operation) {
      case Operation.Put put -> "put";
      case Operation.Get get -> "get";
      case Operation.Delete delete -> "del";
      case Operation.DeleteRange delete -> "del-range";
      case Operation.Range range -> "range";
    };
  }

  private static Operation operation(List<Words.Word> words, String source) {
    String verb = words.getFirst().text();
    List<byte[]> arguments = words.stream().skip(1).map(Words.Word::bytes).toList();
    return switch (verb + " " + arguments.size()) {
      case "put 2" -> new Operation.Put(arguments.get(0), arguments.get(1));
      case "get 1" -> new Operation.Get(arguments.get(0));
      case "del 1" -> new Operation.Delete(arguments.get(0));
      case "del-range 2" -> new Operation.DeleteRange(arguments.get(0), arguments.get(1));
      case "range 2" -> new Operation.Range(arguments.get(0), arguments.get(1));
      default ->
          throw new IllegalArgumentException(
              "'"
                  + source
                  + "' has an operation that makes no sense; there are put KEY VALUE, get KEY, del"
                  + " KEY, del-range FROM TO and range FROM TO, apart by ;");
    };
  }
}
