package dev.palisade.checker.history;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The events of a history, one array for each field. */
final class Columns {
  static final OpType[] TYPES = OpType.values();
  static final byte INVOKE = (byte) OpType.INVOKE.ordinal();

  int size;
  int[] indexes = new int[64];
  int[] processes = new int[64];
  int[] lines = new int[64];
  byte[] types = new byte[64];
  String[] functions = new String[64];
  @Nullable Object[] keys = new @Nullable Object[64];
  @Nullable Object[] values = new @Nullable Object[64];
  long[] times = new long[64];
  final Map<Integer, Map<String, Object>> extras = new HashMap<>();

  /** What the file calls a process, where that is not its number. */
  final Map<Integer, Object> names = new HashMap<>();

  private final Map<String, String> functionNames = new HashMap<>();

  void append(int line, Op op) {
    if (size == indexes.length) {
      resize(size * 2);
    }
    indexes[size] = op.index();
    processes[size] = op.process();
    lines[size] = line;
    types[size] = (byte) op.type().ordinal();
    functions[size] = functionNames.computeIfAbsent(op.f(), name -> name);
    keys[size] = op.key();
    values[size] = op.value();
    times[size] = op.timeNanos();
    if (!op.extra().isEmpty()) {
      extras.put(size, op.extra());
    }
    size++;
  }

  Columns copy() {
    Columns copy = new Columns();
    copy.size = size;
    copy.indexes = indexes;
    copy.processes = processes;
    copy.lines = lines;
    copy.types = types;
    copy.functions = functions;
    copy.keys = keys;
    copy.values = values;
    copy.times = times;
    copy.extras.putAll(extras);
    copy.names.putAll(names);
    copy.resize(size);
    return copy;
  }

  private void resize(int capacity) {
    indexes = Arrays.copyOf(indexes, capacity);
    processes = Arrays.copyOf(processes, capacity);
    lines = Arrays.copyOf(lines, capacity);
    types = Arrays.copyOf(types, capacity);
    functions = Arrays.copyOf(functions, capacity);
    keys = Arrays.copyOf(keys, capacity);
    values = Arrays.copyOf(values, capacity);
    times = Arrays.copyOf(times, capacity);
  }
}
