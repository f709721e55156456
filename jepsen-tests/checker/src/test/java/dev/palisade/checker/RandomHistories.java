package dev.palisade.checker;

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
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Small histories of clients that share one object: some of them crash, and some of the answers are
 * replaced by wrong ones.
 */
final class RandomHistories<S> {

  /** What clients ask: a function, an argument, and the ways in which it may end. */
  record Request(String f, @Nullable Object argument, List<Answer> answers) {}

  /** A way in which a call may end. */
  record Answer(OpType type, @Nullable Object result) {
    static Answer ok(@Nullable Object result) {
      return new Answer(OpType.OK, result);
    }

    static Answer fail(@Nullable Object result) {
      return new Answer(OpType.FAIL, result);
    }
  }

  /** Makes requests; {@code number} differs for each in a history. */
  interface Requests {
    Request next(Random random, int number);
  }

  private final Model<S> model;
  private final Requests requests;
  private final Random random;

  /** Who does what now; a request without answer has not taken effect. */
  private static final class Client {
    int process;
    @Nullable Request request;
    @Nullable Answer answer;
    boolean stuck;

    Client(int process) {
      this.process = process;
    }
  }

  RandomHistories(Model<S> model, Requests requests, Random random) {
    this.model = model;
    this.requests = requests;
    this.random = random;
  }

  /** A history of so many calls. */
  History next(int calls) {
    List<Client> clients = new ArrayList<>();
    int clientCount = 1 + random.nextInt(4);
    for (int process = 0; process < clientCount; process++) {
      clients.add(new Client(process));
    }
    int nextProcess = clientCount;
    double crashes = random.nextInt(3) * 0.2;
    double lies = random.nextInt(3) * 0.1;
    S state = model.initial();
    History.Builder history = History.builder();
    int invoked = 0;
    int ended = 0;
    while (ended < calls) {
      Client client = clients.get(random.nextInt(clientCount));
      Request request = client.request;
      if (request == null) {
        if (invoked < calls) {
          client.request = requests.next(random, invoked++);
          client.answer = null;
          history.add(
              Op.of(client.process, OpType.INVOKE, client.request.f(), client.request.argument()));
        }
      } else if (random.nextDouble() < (client.stuck ? 0.2 : crashes / 2)) {
        if (random.nextBoolean()) {
          state = effect(state, client, request);
        }
        history.add(Op.of(client.process, OpType.INFO, request.f(), request.argument()));
        client.process = nextProcess++;
        client.request = null;
        client.stuck = false;
        ended++;
      } else if (client.answer == null) {
        state = effect(state, client, request);
      } else {
        Answer answer = random.nextDouble() < lies ? any(request.answers()) : client.answer;
        history.add(Op.of(client.process, answer.type(), request.f(), answer.result()));
        client.request = null;
        client.stuck = false;
        ended++;
      }
    }
    return history.build();
  }

  private Answer any(List<Answer> answers) {
    return answers.get(random.nextInt(answers.size()));
  }

  /**
   * Lets the request happen with a random one of the answers that are possible, if there is one.
   */
  private S effect(S state, Client client, Request request) {
    int offset = random.nextInt(request.answers().size());
    for (int i = 0; i < request.answers().size(); i++) {
      Answer answer = request.answers().get((i + offset) % request.answers().size());
      Call call = call(client, request, answer);
      if (model.relevance(call) == Relevance.IRRELEVANT) {
        client.answer = answer;
        return state;
      }
      if (model.step(state, model.normalize(call)) instanceof Step.Next<S>(S next)) {
        client.answer = answer;
        return next;
      }
    }
    client.stuck = true;
    return state;
  }

  private static Call call(Client client, Request request, Answer answer) {
    Outcome outcome = answer.type() == OpType.OK ? Outcome.OK : Outcome.FAILED;
    return new Call(
        0, 1, client.process, request.f(), null, request.argument(), answer.result(), outcome);
  }
}
