package dev.palisade.cli.kv;

import dev.palisade.cli.ExitCode;
import dev.palisade.cli.GlobalOptions;
import dev.palisade.cli.output.HlcText;
import dev.palisade.cli.output.Json;
import dev.palisade.cli.txn.Condition;
import dev.palisade.cli.txn.Operation;
import dev.palisade.cli.txn.TxnLanguage;
import dev.palisade.client.Bytes;
import dev.palisade.client.DeleteResult;
import dev.palisade.client.FenceToken;
import dev.palisade.client.GetResult;
import dev.palisade.client.KeyRange;
import dev.palisade.client.OperationResult;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.PutResult;
import dev.palisade.client.RangeQuery;
import dev.palisade.client.RangeResult;
import dev.palisade.client.Txn;
import dev.palisade.client.TxnResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares and does one of two lists of operations, atomically. */
@Command(
    name = "txn",
    mixinStandardHelpOptions = true,
    description = {
      "Compare, then do one of two lists of operations, atomically, at one revision.",
      "",
      "  palisade txn --if 'value(a) = 1' --then 'put a 2; get b' --else 'get a'",
      "",
      "Conditions: value(KEY), version(KEY), create(KEY) or mod(KEY), then =, !=, > or <, then a"
          + " word or number. A version of 0 means that there is no such key.",
      "Operations: put KEY VALUE, get KEY, del KEY, del-range FROM TO, range FROM TO; apart by ;.",
      "Words with spaces or ; stand in 'single' or \"double\" quotes; in the latter \\xNN, \\n, \\r,"
          + " \\t, \\\\, \\\" and \\' are escapes. Bare words are taken as they are.",
      "",
      "Exits with 3 when a condition does not hold; the --else list has run then."
    })
public final class TxnCommand implements Callable<Integer> {
  private final GlobalOptions options;

  @Option(
      names = "--if",
      paramLabel = "CONDITION",
      description = "All must hold for --then to run. May be repeated.")
  private List<String> conditions = new ArrayList<>();

  @Option(
      names = "--then",
      paramLabel = "OPERATIONS",
      description = "Runs when all conditions hold, or there are none. May be repeated.")
  private List<String> success = new ArrayList<>();

  @Option(
      names = "--else",
      paramLabel = "OPERATIONS",
      description = "Runs otherwise. May be repeated.")
  private List<String> failure = new ArrayList<>();

  @Mixin private BytesOptions bytes = new BytesOptions();
  @Mixin private FenceOptions fences = new FenceOptions();

  /** With the options of all commands. */
  public TxnCommand(GlobalOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() {
    List<Condition> compares = conditions.stream().map(TxnLanguage::condition).toList();
    List<Operation> then = operations(success);
    List<Operation> otherwise = operations(failure);
    if (then.isEmpty() && otherwise.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to do; give --then OPERATIONS");
    }
    TxnResult result;
    try (PalisadeClient client = Connection.open(options)) {
      Txn txn = client.txn();
      compares.forEach(condition -> add(txn, condition));
      then.forEach(operation -> addThen(txn, operation));
      otherwise.forEach(operation -> addElse(txn, operation));
      for (FenceToken token : fences.tokens()) {
        txn.withFence(token);
      }
      result = txn.commit();
    }
    List<Operation> ran = result.succeeded() ? then : otherwise;
    options.show(() -> json(result), () -> text(result, ran));
    return result.succeeded() ? ExitCode.OK : ExitCode.NOT_FOUND;
  }

  private static List<Operation> operations(List<String> sources) {
    return sources.stream().flatMap(source -> TxnLanguage.operations(source).stream()).toList();
  }

  private static void add(Txn txn, Condition condition) {
    Bytes key = Bytes.wrap(condition.key());
    Txn.Operator operator =
        switch (condition.relation()) {
          case EQUAL -> Txn.Operator.EQUAL;
          case NOT_EQUAL -> Txn.Operator.NOT_EQUAL;
          case GREATER -> Txn.Operator.GREATER;
          case LESS -> Txn.Operator.LESS;
        };
    switch (condition) {
      case Condition.Value value -> txn.ifValue(key, operator, Bytes.wrap(value.value()));
      case Condition.Number number ->
          txn.ifNumber(key, field(number.field()), operator, number.number());
    }
  }

  private static Txn.Field field(Condition.Field field) {
    return switch (field) {
      case VERSION -> Txn.Field.VERSION;
      case CREATE_REVISION -> Txn.Field.CREATE_REVISION;
      case MOD_REVISION -> Txn.Field.MOD_REVISION;
    };
  }

  private static void addThen(Txn txn, Operation operation) {
    switch (operation) {
      case Operation.Put put -> txn.thenPut(Bytes.wrap(put.key()), Bytes.wrap(put.value()));
      case Operation.Get get -> txn.thenGet(Bytes.wrap(get.key()));
      case Operation.Delete delete -> txn.thenDelete(KeyRange.key(Bytes.wrap(delete.key())));
      case Operation.DeleteRange delete ->
          txn.thenDelete(between(delete.from(), delete.toExclusive()));
      case Operation.Range range ->
          txn.thenRange(RangeQuery.over(between(range.from(), range.toExclusive())));
    }
  }

  private static void addElse(Txn txn, Operation operation) {
    switch (operation) {
      case Operation.Put put -> txn.orElsePut(Bytes.wrap(put.key()), Bytes.wrap(put.value()));
      case Operation.Get get -> txn.orElseGet(Bytes.wrap(get.key()));
      case Operation.Delete delete -> txn.orElseDelete(KeyRange.key(Bytes.wrap(delete.key())));
      case Operation.DeleteRange delete ->
          txn.orElseDelete(between(delete.from(), delete.toExclusive()));
      case Operation.Range range ->
          txn.orElseRange(RangeQuery.over(between(range.from(), range.toExclusive())));
    }
  }

  private static KeyRange between(byte[] from, byte[] toExclusive) {
    return KeyRange.between(Bytes.wrap(from), Bytes.wrap(toExclusive));
  }

  private String text(TxnResult result, List<Operation> ran) {
    StringBuilder text = new StringBuilder();
    text.append(result.succeeded() ? "conditions held" : "a condition did not hold");
    text.append(", revision ").append(result.revision()).append('\n');
    for (int i = 0; i < result.results().size(); i++) {
      String verb = TxnLanguage.verb(ran.get(i));
      text.append(verb).append(": ").append(text(result.results().get(i))).append('\n');
    }
    return text.toString();
  }

  private String text(OperationResult result) {
    return switch (result) {
      case PutResult put -> "ok";
      case DeleteResult delete -> "deleted " + delete.deleted();
      case GetResult get -> get.kv().map(kv -> bytes.show(kv.value())).orElse("(no such key)");
      case RangeResult range ->
          range.kvs().size()
              + (range.more() ? " keys and more" : " keys")
              + (range.kvs().isEmpty() ? "" : "\n" + new Pairs(options, bytes).table(range.kvs()))
                  .stripTrailing();
    };
  }

  private Json json(TxnResult result) {
    Pairs pairs = new Pairs(options, bytes);
    List<Json> results = new ArrayList<>();
    for (OperationResult each : result.results()) {
      results.add(
          switch (each) {
            case PutResult put -> Json.object().put("op", "put");
            case DeleteResult delete ->
                Json.object().put("op", "del").put("deleted", delete.deleted());
            case GetResult get ->
                Json.object().put("op", "get").put("kv", get.kv().map(pairs::json).orElse(null));
            case RangeResult range ->
                Json.object()
                    .put("op", "range")
                    .put("kvs", pairs.json(range.kvs()))
                    .put("more", range.more());
          });
    }
    return Json.object()
        .put("succeeded", result.succeeded())
        .put("results", results)
        .put("revision", result.revision())
        .put("time", HlcText.show(result.hlc().bits()));
  }
}
