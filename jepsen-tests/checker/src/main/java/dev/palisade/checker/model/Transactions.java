package dev.palisade.checker.model;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.model.MultiRegister.Micro;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A key-value store with transactions and one revision for all keys: {@code txn [[r|w key value]
 * …]} answers {@code [revision [[r|w key value] …]]} with what was read. The revision is 1 for an
 * empty store; a transaction that writes adds one, and a transaction that only reads answers the
 * revision it saw. A revision of null was not told. Writing null deletes.
 *
 * @param nilRead what a read of null within a transaction means
 */
public record Transactions(NilRead nilRead) implements RevisionedModel<Transactions.Store> {

  /** A store in which a read of null sees that a key does not exist. */
  public Transactions() {
    this(NilRead.ABSENT);
  }

  /** The keys that exist, and the revision. */
  public record Store(long revision, Map<Object, Object> values) {
    @Override
    public String toString() {
      return values + " at revision " + revision;
    }
  }

  @Override
  public String name() {
    return "transactions";
  }

  @Override
  public Store initial() {
    return new Store(1, Map.of());
  }

  @Override
  public Step<Store> step(Store state, Call call) {
    boolean answered = Shapes.answered(call);
    boolean advances = advances(call);
    long revision = advances ? state.revision + 1 : state.revision;
    long told = answered ? revision(call) : UNREPORTED;
    if (told != UNREPORTED && told != revision) {
      return Step.impossible("tells revision " + told + " where it is " + revision);
    }
    Map<Object, Object> next = advances ? new HashMap<>(state.values) : state.values;
    Object micros = answered ? Shapes.element(call.result(), 1) : call.argument();
    for (Micro micro : Micro.parse(micros)) {
      Object value = next.get(micro.key());
      if (micro.writes()) {
        Micro.put(next, micro.key(), micro.value());
      } else if (answered && !Shapes.agrees(micro.value(), value, nilRead)) {
        return Step.impossible(
            "reads %s where %s is %s".formatted(micro.value(), micro.key(), value));
      }
    }
    return Step.next(advances ? new Store(revision, Map.copyOf(next)) : state);
  }

  @Override
  public long revision(Call call) {
    return Shapes.element(call.result(), 0) instanceof Long revision ? revision : UNREPORTED;
  }

  @Override
  public boolean advances(Call call) {
    return Micro.parse(call.argument()).stream().anyMatch(Micro::writes);
  }

  @Override
  public boolean readOnly(Call call) {
    return !advances(call);
  }

  @Override
  public Relevance relevance(Call call) {
    return Shapes.unlessUnanswered(
        call, readOnly(call), nilRead, RevisionedModel.super.relevance(call));
  }

  @Override
  public @Nullable Object partition(Call call) {
    return null;
  }

  @Override
  public @Nullable String objection(Call call) {
    String unknown = Shapes.functions(name(), call, List.of("txn"));
    if (unknown != null) {
      return unknown;
    }
    String argument = Micro.objection("the argument of txn", call.argument());
    if (argument != null || relevance(call) != Relevance.REQUIRED) {
      return argument;
    }
    String answer = Shapes.list("the answer of txn", call.result(), 2);
    if (answer == null) {
      answer = Shapes.optionalInteger("a revision", Shapes.element(call.result(), 0));
    }
    return answer != null
        ? answer
        : Micro.answerObjection(call.argument(), Shapes.element(call.result(), 1));
  }
}
