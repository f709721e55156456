package dev.palisade.checker.generate;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Op;
import dev.palisade.checker.history.OpType;
import dev.palisade.checker.history.Outcome;
import dev.palisade.checker.model.Model;
import dev.palisade.checker.model.Relevance;
import dev.palisade.checker.model.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Clients that share one object, which does each call at one instant, but for one fault. */
final class Run<S> {
  /** Of the occasions for the fault, one in so many is taken. */
  private static final int OCCASIONS = 3;

  private static final int REMEMBERED_STATES = 32;

  private final Model<S> model;
  private final Workload<S> workload;
  private final Random random;
  private final Optional<Fault> fault;
  private final History.Builder history = History.builder();
  private final List<S> past = new ArrayList<>();
  private S state;
  private boolean faultHappened;
  private int invoked;
  private int nextProcess;

  /** Who does what now; without answer, the call has not taken effect. */
  private static final class Client {
    int process;
    @Nullable Request request;
    @Nullable Answer answer;
  }

  Run(Model<S> model, Workload<S> workload, Random random, Optional<Fault> fault) {
    this.model = model;
    this.workload = workload;
    this.random = random;
    this.fault = fault;
    this.state = model.initial();
  }

  boolean faultHappened() {
    return faultHappened;
  }

  History run(Shape shape) {
    List<Client> clients = new ArrayList<>();
    while (clients.size() < shape.processes()) {
      Client client = new Client();
      client.process = nextProcess++;
      clients.add(client);
    }
    int stuck = 0;
    int ended = 0;
    while (ended < shape.calls()) {
      Client client = clients.get(random.nextInt(clients.size()));
      Request request = client.request;
      Answer answer = client.answer;
      if (request == null) {
        if (invoked < shape.calls()) {
          invoke(client);
        }
      } else if (answer != null) {
        boolean crashes = random.nextDouble() < shape.crashes();
        end(client, request, crashes ? new Answer(OpType.INFO, null) : answer);
        ended++;
        stuck = 0;
      } else if (random.nextDouble() < shape.crashes() / 4) {
        // Crashed before it took effect.
        end(client, request, new Answer(OpType.INFO, null));
        ended++;
      } else if (!happens(client, request) && ++stuck > 20 * clients.size()) {
        // All wait for one another, as when nobody releases a lock: one gives up.
        end(client, request, new Answer(OpType.INFO, null));
        ended++;
        stuck = 0;
      }
    }
    return history.build();
  }

  private void invoke(Client client) {
    Request request = workload.next(random, invoked++);
    client.request = request;
    history.add(Op.of(client.process, OpType.INVOKE, request.f(), request.argument()));
  }

  private void end(Client client, Request request, Answer answer) {
    history.add(Op.of(client.process, answer.type(), request.f(), answer.result()));
    client.request = null;
    client.answer = null;
    if (answer.type() == OpType.INFO) {
      client.process = nextProcess++;
    }
  }

  /** Lets a call take effect, if the object lets it. */
  private boolean happens(Client client, Request request) {
    if (fault.isPresent() && !faultHappened && random.nextInt(OCCASIONS) == 0) {
      goWrong(client, request, fault.get());
      if (client.answer != null) {
        faultHappened = true;
        return true;
      }
    }
    List<Answer> answers = workload.answers(state, request);
    if (answers.isEmpty()) {
      return false;
    }
    Answer answer = answers.get(random.nextInt(answers.size()));
    S next = after(state, client, request, answer);
    if (next == null) {
      throw new IllegalStateException(
          "the workload answers %s with %s, impossible for a %s in state %s"
              .formatted(request, answer, model.name(), model.describe(state)));
    }
    client.answer = answer;
    become(next);
    return true;
  }

  private void become(S next) {
    if (!next.equals(state)) {
      past.add(state);
      if (past.size() > REMEMBERED_STATES) {
        past.removeFirst();
      }
      state = next;
    }
  }

  /** Sets the client's answer, if this is an occasion for the fault. */
  private void goWrong(Client client, Request request, Fault wrong) {
    switch (wrong) {
      case STALE_READ -> {
        if (!past.isEmpty()) {
          read(client, request, past.get(random.nextInt(past.size())));
        }
      }
      case PHANTOM_READ -> {
        Request never = workload.next(random, Integer.MAX_VALUE);
        S imagined = changed(client, never);
        if (imagined != null) {
          read(client, request, imagined);
        }
      }
      case LOST_WRITE -> change(client, request, 0);
      case DUPLICATED_EFFECT -> change(client, request, 2);
      case LOWER_TOKEN_ACCEPTED -> {
        boolean refused =
            workload.answers(state, request).stream().anyMatch(a -> a.type() == OpType.FAIL);
        if (refused && request.f().equals("write")) {
          client.answer = Answer.ok(null);
        }
      }
      case TWO_HOLDERS -> {
        List<Answer> now = workload.answers(state, request);
        List<Answer> free = workload.answers(model.initial(), request);
        boolean held = now.stream().noneMatch(a -> a.type() == OpType.OK);
        if (request.f().equals("acquire") && held && !free.isEmpty()) {
          client.answer = free.getFirst();
        }
      }
      case SWAPPED_REVISION -> {} // Two calls are needed for it: done when all have ended.
    }
  }

  /** Answers a read from a state that answers it otherwise than this one. */
  private void read(Client client, Request request, S other) {
    List<Answer> wrong = workload.answers(other, request);
    if (wrong.isEmpty() || workload.answers(state, request).contains(wrong.getFirst())) {
      return;
    }
    Answer answer = wrong.getFirst();
    if (answer.type() == OpType.OK && model.readOnly(call(client, request, answer))) {
      client.answer = answer;
    }
  }

  /** Answers a change, and makes it so many times. */
  private void change(Client client, Request request, int times) {
    List<Answer> answers = workload.answers(state, request);
    if (answers.isEmpty() || answers.getFirst().type() != OpType.OK) {
      return;
    }
    S once = changed(client, request);
    if (once == null || once.equals(state)) {
      return;
    }
    if (times == 2) {
      List<Answer> again = workload.answers(once, request);
      S twice = again.isEmpty() ? null : after(once, client, request, again.getFirst());
      if (twice == null || twice.equals(once)) {
        return;
      }
      become(twice);
    }
    client.answer = answers.getFirst();
  }

  private @Nullable S changed(Client client, Request request) {
    List<Answer> answers = workload.answers(state, request);
    return answers.isEmpty() ? null : after(state, client, request, answers.getFirst());
  }

  /** The state after a call that ended so; null if it cannot have. */
  private @Nullable S after(S before, Client client, Request request, Answer answer) {
    Call call = call(client, request, answer);
    if (model.relevance(call) == Relevance.IRRELEVANT) {
      return before;
    }
    return switch (model.step(before, model.normalize(call))) {
      case Step.Next<S>(S next) -> next;
      case Step.OneOf<S>(List<S> states) -> states.get(random.nextInt(states.size()));
      case Step.Impossible<S> _ -> null;
    };
  }

  private static Call call(Client client, Request request, Answer answer) {
    Outcome outcome = answer.type() == OpType.OK ? Outcome.OK : Outcome.FAILED;
    return new Call(
        0, 1, client.process, request.f(), null, request.argument(), answer.result(), outcome);
  }
}
