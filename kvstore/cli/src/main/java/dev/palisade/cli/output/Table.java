package dev.palisade.cli.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows under a header, columns aligned by spaces: numbers to the right, all else to the left. No
 * rules and no colours, so that it can be read, grepped and cut. Not thread-safe.
 */
public final class Table {
  private static final int LEAST_WIDTH = 8;

  private final List<List<String>> rows = new ArrayList<>();
  private int columns;

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

  /**
   * Cuts long cells, so that a row fits a line of a terminal: the longest columns of words first,
   * never below {@value #LEAST_WIDTH} characters, each cut marked by an ellipsis. Numbers stay.
   *
   * @param columns width of the terminal; 0 for none, which cuts nothing
   */
  public Table fit(int columns) {
    this.columns = columns;
    return this;
  }

  /** The table, every line ended by a newline, no spaces at the ends of lines. */
  @Override
  public String toString() {
    int cells = rows.getFirst().size();
    int[] widths = new int[cells];
    boolean[] numeric = new boolean[cells];
    for (int column = 0; column < cells; column++) {
      numeric[column] = rows.size() > 1;
      for (int row = 0; row < rows.size(); row++) {
        String cell = rows.get(row).get(column);
        widths[column] = Math.max(widths[column], TextWidth.of(cell));
        numeric[column] &= row == 0 || isNumber(cell);
      }
    }
    narrow(widths, numeric);
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < cells; column++) {
        String cell = TextWidth.cut(row.get(column), widths[column]);
        String pad = " ".repeat(widths[column] - TextWidth.of(cell));
        line.append(column == 0 ? "" : "  ");
        line.append(numeric[column] ? pad + cell : cell + pad);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  /** Takes from the widest column of words until the row fits. */
  private void narrow(int[] widths, boolean[] numeric) {
    int excess = Arrays.stream(widths).sum() + 2 * (widths.length - 1) - columns;
    while (columns > 0 && excess > 0) {
      int widest = -1;
      for (int column = 0; column < widths.length; column++) {
        if (!numeric[column]
            && widths[column] > LEAST_WIDTH
            && (widest < 0 || widths[column] > widths[widest])) {
          widest = column;
        }
      }
      if (widest < 0) {
        return; // The terminal wraps what is left.
      }
      widths[widest]--;
      excess--;
    }
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
