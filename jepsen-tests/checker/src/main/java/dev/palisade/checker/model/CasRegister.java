package dev.palisade.checker.model;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.Outcome;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A register with compare-and-set: {@code read}, {@code write v}, {@code cas [from to]}.
 *
 * @param initialValue what a read answers before any write; {@code null} is a value like others
 * @param failedCas what a failed compare-and-set tells
 * @param nilRead what a read that answers null means
 */
public record CasRegister(@Nullable Object initialValue, FailedCas failedCas, NilRead nilRead)
    implements RegisterAccess<Register.Holding> {

  /** What a failed compare-and-set tells. */
  public enum FailedCas {
    /** Nothing: it may have failed for another reason than the value. */
    DROPPED,
    /** That the value was not the expected one at some time during the call. */
    EVIDENCE
  }

  /** A register that may hold nothing, which a read of null sees. */
  public CasRegister(@Nullable Object initialValue, FailedCas failedCas) {
    this(initialValue, failedCas, NilRead.ABSENT);
  }

  /** The same, whose failed compare-and-sets are dropped. */
  public CasRegister(@Nullable Object initialValue) {
    this(initialValue, FailedCas.DROPPED);
  }

  @Override
  public String name() {
    return "cas-register";
  }

  @Override
  public Register.Holding initial() {
    return new Register.Holding(initialValue);
  }

  @Override
  public Step<Register.Holding> step(Register.Holding state, Call call) {
    return Register.apply(state, access(call));
  }

  @Override
  public Access access(Call call) {
    return switch (call.f()) {
      case "write" -> new Write(call.argument());
      case "read" -> new Read(call.result());
      case "cas" -> {
        Object from = Shapes.element(call.argument(), 0);
        yield call.outcome() == Outcome.FAILED
            ? new Excluded(from)
            : new Swap(from, Shapes.element(call.argument(), 1));
      }
      default -> throw new IllegalArgumentException("a cas-register has no " + call.f());
    };
  }

  @Override
  public boolean readOnly(Call call) {
    return switch (access(call)) {
      case Read read -> true;
      case Excluded excluded -> true;
      case Swap(Object from, Object to) -> Objects.equals(from, to);
      case Write write -> false;
    };
  }

  @Override
  public Relevance relevance(Call call) {
    boolean evidence = failedCas == FailedCas.EVIDENCE && call.f().equals("cas");
    if (evidence && call.outcome() == Outcome.FAILED) {
      return Relevance.REQUIRED;
    }
    return Shapes.unlessUnanswered(
        call, call.f().equals("read"), nilRead, RegisterAccess.super.relevance(call));
  }

  @Override
  public @Nullable String objection(Call call) {
    return call.f().equals("cas")
        ? Shapes.list("the argument of cas", call.argument(), 2)
        : Shapes.functions(name(), call, List.of("read", "write", "cas"));
  }
}
