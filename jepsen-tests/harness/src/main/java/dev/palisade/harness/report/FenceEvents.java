package dev.palisade.harness.report;

import dev.palisade.harness.json.JsonFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What happened to the tokens of each fence: grants, writes that a token guarded, stale writes that
 * the fence refused, and stale writes that landed. A write is stale when a higher token was known
 * to be given before the write was even sent, so that no order of the two excuses it; one that
 * failed otherwise, as for want of a leader, is none of these. Not thread-safe.
 */
final class FenceEvents {
  private static final Set<String> GRANTS = Set.of("acquire", "grant", "lock");
  private static final Set<String> OTHERS =
      Set.of("read", "get", "release", "unlock", "renew", "holder", "status");

  private final Map<String, Fence> fences = new TreeMap<>();

  /** As the page numbers them. */
  private enum Kind {
    GRANTED,
    ACCEPTED,
    REFUSED,
    LANDED,
    UNKNOWN
  }

  /** Takes an operation that has ended; one without a token is passed over. */
  void accept(Operations.Invocation begun, JsonFields ended, long nanos, Operations.Ending ending) {
    long token = ended.number("token", begun.fields().number("token", 0));
    String function = ended.text("f", "");
    if (token <= 0 || OTHERS.contains(function)) {
      return;
    }
    String key = begun.fields().text("key", "fence");
    String name = ended.text("fence", begun.fields().text("fence", key));
    Fence fence = fences.computeIfAbsent(name, unseen -> new Fence());
    boolean isGrant = GRANTS.contains(function);
    // A client that is a process of its own knows better when it began: it may have been paused.
    long highest = fence.highestBefore(ended.number("invoked", begun.nanos()));
    switch (ending) {
      case OK -> {
        Kind written = token < highest ? Kind.LANDED : Kind.ACCEPTED;
        fence.add(token, isGrant ? Kind.GRANTED : written, begun.number());
        fence.known(ended.number("completed", nanos), token);
      }
      case FAIL -> {
        if (!isGrant && ended.has("fenced") && token < highest) {
          fence.add(token, Kind.REFUSED, begun.number());
        }
      }
      case INFO -> fence.add(token, Kind.UNKNOWN, begun.number());
    }
  }

  List<Map<String, @Nullable Object>> data() {
    List<Map<String, @Nullable Object>> all = new ArrayList<>();
    fences.forEach((name, fence) -> all.add(fence.data(name)));
    return all;
  }

  private static final class Fence {
    private final Column ranks = new Column(Column.Width.U32);
    private final Column kinds = new Column(Column.Width.U8);
    private final Column operations = new Column(Column.Width.U32);
    private final List<Long> tokens = new ArrayList<>();
    private final TreeMap<Long, Long> highestSince = new TreeMap<>();
    private final long[] counts = new long[Kind.values().length];

    void add(long token, Kind kind, int operation) {
      ranks.add(tokens.size());
      tokens.add(token);
      kinds.add(kind.ordinal());
      operations.add(operation);
      counts[kind.ordinal()]++;
    }

    /** Somebody was told at this moment that the token is valid. */
    void known(long nanos, long token) {
      Map.Entry<Long, Long> before = highestSince.floorEntry(nanos);
      if (before == null || token > before.getValue()) {
        highestSince.tailMap(nanos).values().removeIf(later -> later <= token);
        highestSince.put(nanos, token);
      }
    }

    long highestBefore(long nanos) {
      Map.Entry<Long, Long> entry = highestSince.lowerEntry(nanos);
      return entry == null ? 0 : entry.getValue();
    }

    /** Tokens are numbers of the log with wide gaps: the page gets their ranks, and their list. */
    Map<String, @Nullable Object> data(String name) {
      List<Long> distinct = tokens.stream().distinct().sorted().toList();
      Map<Long, Integer> rankOf = new TreeMap<>();
      distinct.forEach(token -> rankOf.put(token, rankOf.size()));
      for (int i = 0; i < tokens.size(); i++) {
        ranks.set(i, rankOf.getOrDefault(tokens.get(i), 0));
      }
      Map<String, @Nullable Object> data = new LinkedHashMap<>();
      data.put("name", name);
      data.put("count", (long) tokens.size());
      data.put("rank", ranks.base64());
      data.put("kind", kinds.base64());
      data.put("operation", operations.base64());
      data.put("tokens", distinct);
      data.put("refused", counts[Kind.REFUSED.ordinal()]);
      data.put("landed", counts[Kind.LANDED.ordinal()]);
      return data;
    }
  }
}
