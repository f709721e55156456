package dev.palisade.cli.output;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows under a header, columns aligned by spaces: numbers to the right, all else to the left. No
 * rules and no colours, so that it can be read, grepped and cut. Not thread-safe.
 */
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  /** A table with these column names. */
  public Table(String... header) {
    rows.add(List.of(header));
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException when it has not one cell for each column
   */
  public Table row(Object... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException(
          cells.length + " cells in a table of " + rows.getFirst().size() + " columns");
    }
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(String.valueOf(cell));
    }
    rows.add(row);
    return this;
  }

  /** The table, every line ended by a newline, no spaces at the ends of lines. */
  @Override
  public String toString() {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    boolean[] numeric = new boolean[columns];
    for (int column = 0; column < columns; column++) {
      numeric[column] = rows.size() > 1;
      for (int row = 0; row < rows.size(); row++) {
        String cell = rows.get(row).get(column);
        widths[column] = Math.max(widths[column], cell.codePointCount(0, cell.length()));
        numeric[column] &= row == 0 || isNumber(cell);
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        String cell = row.get(column);
        String pad = " ".repeat(widths[column] - cell.codePointCount(0, cell.length()));
        line.append(column == 0 ? "" : "  ");
        line.append(numeric[column] ? pad + cell : cell + pad);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static boolean isNumber(String cell) {
    if (cell.equals("-")) {
      return true; // Stands for "no number" in a column of numbers.
    }
    if (cell.isEmpty() || !Character.isDigit(cell.charAt(cell.length() - 1))) {
      return false;
    }
    return cell.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.' || c == ',' || c == '-');
  }
}
