package dev.palisade.cli.kv;

import dev.palisade.cli.ExitCode;
import dev.palisade.cli.GlobalOptions;
import dev.palisade.cli.output.Json;
import dev.palisade.client.KeyRange;
import dev.palisade.client.KeyValue;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.RangeQuery;
import dev.palisade.client.RangeResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads a range of keys. */
@Command(
    name = "range",
    mixinStandardHelpOptions = true,
    description = {
      "Read keys in order: all, from a key, between two keys, or with a prefix.",
      "",
      "One answer holds at most 10,000 pairs and 4 MiB. When there are more, a note on standard"
          + " error says so (with -o json, the field more); --after with the last key of the answer"
          + " reads the next page, and --at-revision with the answer's revision reads all pages as"
          + " of one moment.",
      "",
      "A key or value with bytes that cannot be printed is shown in $'…' with escapes; on a terminal"
          + " long ones are cut and end in …. For programs, -o json or --hex: with -o json a key or"
          + " value that is not UTF-8 is in base64, in the field key_base64 or value_base64."
    })
public final class RangeCommand implements Callable<Integer> {
  private final GlobalOptions options;

  @Parameters(index = "0", arity = "0..1", paramLabel = "FROM", description = "The first key.")
  private @Nullable String from;

  @Parameters(index = "1", arity = "0..1", paramLabel = "TO", description = "The exclusive end.")
  private @Nullable String toExclusive;

  @Option(names = "--prefix", paramLabel = "PREFIX", description = "Keys that begin with this.")
  private @Nullable String prefix;

  @Option(
      names = "--after",
      paramLabel = "KEY",
      description = "Go on after this key, which need not exist: below it with --descending.")
  private @Nullable String after;

  @Option(names = "--limit", paramLabel = "N", description = "At most this many keys.")
  private @Nullable Long limit;

  @Option(names = "--descending", description = "The last key first.")
  private boolean descending;

  @Option(names = "--keys-only", description = "Leave the values out.")
  private boolean keysOnly;

  @Option(names = "--count", description = "Only count.")
  private boolean count;

  @Mixin private BytesOptions bytes = new BytesOptions();
  @Mixin private ReadChoices reads = new ReadChoices();

  /** With the options of all commands. */
  public RangeCommand(GlobalOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() {
    RangeResult result;
    try (PalisadeClient client = Connection.open(options)) {
      result = client.range(query(), reads.readOptions());
    }
    options.show(() -> json(result), () -> text(result));
    if (result.more()) {
      options.note(
          result.kvs().isEmpty()
              ? "… and more"
              : "… and more; read on with --after %s --at-revision %d"
                  .formatted(bytes.show(result.kvs().getLast().key()), result.revision()));
    }
    if (result.stale()) {
      options.note("stale, as of revision " + result.revision());
    }
    return ExitCode.OK;
  }

  private RangeQuery query() {
    RangeQuery query = RangeQuery.over(range());
    query = limit == null ? query : query.limit(limit);
    query = descending ? query.descending() : query;
    query = after == null ? query : query.after(bytes.parse(after));
    query = keysOnly ? query.keysOnly() : query;
    return count ? query.countOnly() : query;
  }

  private KeyRange range() {
    if (prefix != null) {
      if (from != null) {
        throw new IllegalArgumentException("--prefix and FROM exclude each other");
      }
      return KeyRange.prefix(bytes.parse(prefix));
    }
    if (from == null) {
      return KeyRange.all();
    }
    return toExclusive == null
        ? KeyRange.atLeast(bytes.parse(from))
        : KeyRange.between(bytes.parse(from), bytes.parse(toExclusive));
  }

  private String text(RangeResult result) {
    if (count) {
      return result.count() + "\n";
    }
    StringBuilder text = new StringBuilder();
    if (keysOnly) {
      for (KeyValue pair : result.kvs()) {
        text.append(bytes.show(pair.key())).append('\n');
      }
    } else {
      text.append(new Pairs(options, bytes).table(result.kvs()));
    }
    return text.toString();
  }

  private Json json(RangeResult result) {
    Json json = Json.object();
    if (count) {
      json.put("count", result.count());
    } else if (keysOnly) {
      List<Json> keys = new ArrayList<>();
      for (KeyValue pair : result.kvs()) {
        keys.add(bytes.put(Json.object(), "key", pair.key()));
      }
      json.put("kvs", keys).put("more", result.more());
    } else {
      json.put("kvs", new Pairs(options, bytes).json(result.kvs())).put("more", result.more());
    }
    return json.put("revision", result.revision()).put("stale", result.stale());
  }
}
