package dev.palisade.checker.model;

import dev.palisade.checker.history.Call;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A register that counts its changes. Values are pairs, as in Jepsen's tests of etcd: {@code read}
 * answers {@code [version value]}, {@code write [nil value]} answers {@code [version value]},
 * {@code cas [nil [from to]]} answers {@code [version [from to]]}. A version of {@code nil} was not
 * told.
 *
 * @param initialValue the value at version 0
 * @param nilRead what a read that answers a value of null means; its version counts in any case
 */
public record VersionedRegister(@Nullable Object initialValue, NilRead nilRead)
    implements RevisionedModel<VersionedRegister.Versioned> {

  /** A register that may hold nothing, which a read of null sees. */
  public VersionedRegister(@Nullable Object initialValue) {
    this(initialValue, NilRead.ABSENT);
  }

  /** A value and how many changes led to it. */
  public record Versioned(long version, @Nullable Object value) {
    @Override
    public String toString() {
      return value + " at version " + version;
    }
  }

  @Override
  public String name() {
    return "versioned-register";
  }

  @Override
  public Versioned initial() {
    return new Versioned(0, initialValue);
  }

  @Override
  public Step<Versioned> step(Versioned state, Call call) {
    long told = Shapes.answered(call) ? revision(call) : UNREPORTED;
    long version = advances(call) ? state.version + 1 : state.version;
    if (told != UNREPORTED && told != version) {
      return Step.impossible("tells version " + told + " where it is " + version);
    }
    Object asked = Shapes.element(call.argument(), 1);
    return switch (call.f()) {
      case "write" -> Step.next(new Versioned(version, asked));
      case "cas" ->
          Objects.equals(Shapes.element(asked, 0), state.value)
              ? Step.next(new Versioned(version, Shapes.element(asked, 1)))
              : Step.impossible("swaps " + asked + " where the value is " + state.value);
      default ->
          Shapes.agrees(Shapes.element(call.result(), 1), state.value, nilRead)
              ? Step.next(state)
              : Step.impossible("reads " + call.result() + " where there is " + state);
    };
  }

  @Override
  public long revision(Call call) {
    return Shapes.element(call.result(), 0) instanceof Long version ? version : UNREPORTED;
  }

  @Override
  public boolean advances(Call call) {
    return !call.f().equals("read");
  }

  @Override
  public boolean readOnly(Call call) {
    return call.f().equals("read");
  }

  @Override
  public Relevance relevance(Call call) {
    return Shapes.unlessUnanswered(
        call, call.f().equals("read"), nilRead, RevisionedModel.super.relevance(call));
  }

  @Override
  public @Nullable String objection(Call call) {
    String unknown = Shapes.functions(name(), call, List.of("read", "write", "cas"));
    if (unknown != null) {
      return unknown;
    }
    if (!call.f().equals("read")) {
      String argument = Shapes.list("the argument of " + call.f(), call.argument(), 2);
      if (argument != null) {
        return argument;
      }
      if (call.f().equals("cas")) {
        String pair = Shapes.list("what cas swaps", Shapes.element(call.argument(), 1), 2);
        if (pair != null) {
          return pair;
        }
      }
    }
    if (relevance(call) != Relevance.REQUIRED) {
      return null;
    }
    String answer = Shapes.list("the answer of " + call.f(), call.result(), 2);
    return answer != null
        ? answer
        : Shapes.optionalInteger("a version", Shapes.element(call.result(), 0));
  }
}
