package dev.palisade.kv.state;

import dev.palisade.kv.state.Command.Guard;
import dev.palisade.kv.state.Command.RangeQuery;
import dev.palisade.kv.state.Outcome.FenceState;
import dev.palisade.kv.state.Outcome.KeyValue;
import dev.palisade.kv.state.Outcome.RangeResult;
import dev.palisade.kv.state.Past.Resolved;
import dev.palisade.kv.state.Query.Answer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers queries between two batches. Not thread-safe. */
final class Reads {
  private final Store store;
  private final Position position;
  private final Keyspace keyspace;
  private final Past past;
  private final Execution.Guarding guarding;

  Reads(Store store, Position position, Keyspace keyspace, Past past, Execution.Guarding guarding) {
    this.store = store;
    this.position = position;
    this.keyspace = keyspace;
    this.past = past;
    this.guarding = guarding;
  }

  Answer answer(Query query) {
    Limits.Breach breach = Limits.check(query);
    if (breach != null) {
      return new Answer.Refused(new Outcome.Invalid(breach.message()));
    }
    return switch (query) {
      case Query.Get(var key, var at) ->
          switch (past.resolve(at)) {
            case Resolved.At(var revision) -> new Answer.Got(get(key, revision), revision);
            case Resolved.Unreadable(var reason) -> new Answer.Refused(reason);
          };
      case Query.Range(var range, var at) ->
          switch (past.resolve(at)) {
            case Resolved.At(var revision) -> new Answer.Ranged(range(range, revision), revision);
            case Resolved.Unreadable(var reason) -> new Answer.Refused(reason);
          };
      case Query.CheckFence(var fence, var token) -> {
        FenceState state = guarding.fences().find(fence);
        boolean live = token > 0 && guarding.fences().check(new Guard(fence, token)) == null;
        yield new Answer.FenceChecked(live, state, position.revision);
      }
      case Query.ListFences list -> list(list);
    };
  }

  private Answer list(Query.ListFences list) {
    FencePage page = new FencePage(list.limit());
    List<FenceState> fences =
        list.afterPrefix().length == 0
            ? guarding.fences().page(list.afterFence(), page)
            : List.of();
    List<Query.Protection> protections =
        page.isFull() ? List.of() : guarding.protections().page(list.afterPrefix(), page);
    return new Answer.FencesListed(fences, protections, page.isFull(), position.revision);
  }

  private @Nullable KeyValue get(byte[] key, long atRevision) {
    if (atRevision == position.revision) {
      Version version = keyspace.find(key);
      return version == null ? null : keyspace.pairOf(version);
    }
    Version version = PastScan.find(store, key, atRevision);
    byte[] value = version == null ? null : version.value();
    return version == null || value == null ? null : version.pair(value);
  }

  private RangeResult range(RangeQuery query, long atRevision) {
    if (Keys.isEmpty(query.range())) {
      return AnswerBudget.nothing(query.shape());
    }
    try (VersionScan scan =
        atRevision == position.revision
            ? keyspace.scan(query.range(), query.direction())
            : new PastScan(store, query.range(), atRevision, query.direction())) {
      return new AnswerBudget().read(scan, query);
    }
  }
}
