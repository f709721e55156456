package dev.palisade.client;

import dev.palisade.client.transport.Call;
import dev.palisade.proto.kv.CompactRequest;
import dev.palisade.proto.kv.Consistency;
import dev.palisade.proto.kv.DeleteRequest;
import dev.palisade.proto.kv.GetRequest;
import dev.palisade.proto.kv.Guard;
import dev.palisade.proto.kv.Once;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.PutRequest;
import dev.palisade.proto.kv.RangeRequest;
import dev.palisade.proto.kv.Result;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The requests about keys and values. */
final class KvRequests {
  private KvRequests() {}

  static Guard guard(FenceToken token) {
    return Guard.newBuilder().setFence(token.fence()).setToken(token.token()).build();
  }

  static List<Guard> guards(List<FenceToken> tokens) {
    return tokens.stream().map(KvRequests::guard).toList();
  }

  static Call.Kind kindOf(ReadOptions options) {
    return options.isStale() ? Call.Kind.STALE_READ : Call.Kind.REPEATABLE;
  }

  static Consistency consistencyOf(ReadOptions options) {
    return options.isStale() ? Consistency.STALE : Consistency.LINEARIZABLE;
  }

  static Request<PutResult> put(Bytes key, Bytes value, WriteOptions options) {
    PutRequest.Builder builder =
        PutRequest.newBuilder()
            .setKey(key.content())
            .setValue(value.content())
            .setReturnPrevious(options.returnsPrevious());
    if (!options.tokens().isEmpty()) {
      builder.addAllGuards(guards(options.tokens()));
    }
    PutRequest put = builder.build();
    return new Request<>(Result.OutcomeCase.PUT, Call.Kind.MUTATION, options.timeout(), put) {
      @Override
      void fill(Operation.Builder operation, @Nullable Once once) {
        operation.setPut(once == null ? put : put.toBuilder().setOnce(once).build());
      }

      @Override
      PutResult read(Result result) {
        return Answers.put(result.getPut());
      }
    };
  }

  static Request<GetResult> get(Bytes key, ReadOptions options) {
    GetRequest get =
        GetRequest.newBuilder()
            .setKey(key.content())
            .setConsistency(consistencyOf(options))
            .setAtRevision(options.revisionOrZero())
            .setAtHlc(options.hlcBitsOrZero())
            .build();
    return new Request<>(Result.OutcomeCase.GET, kindOf(options), options.timeout(), get) {
      @Override
      void fill(Operation.Builder operation, @Nullable Once once) {
        operation.setGet(get);
      }

      @Override
      GetResult read(Result result) {
        return Answers.get(result.getGet());
      }
    };
  }

  static Request<DeleteResult> delete(KeyRange range, WriteOptions options) {
    DeleteRequest delete =
        DeleteRequest.newBuilder()
            .setKey(range.from())
            .setRangeEnd(range.end())
            .addAllGuards(guards(options.tokens()))
            .setReturnPrevious(options.returnsPrevious())
            .build();
    return new Request<>(Result.OutcomeCase.DELETE, Call.Kind.MUTATION, options.timeout(), delete) {
      @Override
      void fill(Operation.Builder operation, @Nullable Once once) {
        operation.setDelete(once == null ? delete : delete.toBuilder().setOnce(once).build());
      }

      @Override
      DeleteResult read(Result result) {
        return Answers.delete(result.getDelete());
      }
    };
  }

  static Request<RangeResult> range(RangeQuery query, ReadOptions options) {
    Optional<KeyRange> rest = query.rest();
    // Where nothing is left to read, the answer still tells the revision, and that it is stale.
    KeyRange asked = rest.orElse(query.range());
    RangeRequest range =
        RangeRequest.newBuilder()
            .setKey(asked.from())
            .setRangeEnd(asked.end())
            .setLimit(rest.isPresent() ? query.limitOrZero() : 1)
            .setDescending(query.isDescending())
            .setKeysOnly(query.shape() == RangeQuery.Shape.KEYS)
            .setCountOnly(query.shape() == RangeQuery.Shape.COUNT)
            .setConsistency(consistencyOf(options))
            .setAtRevision(options.revisionOrZero())
            .setAtHlc(options.hlcBitsOrZero())
            .build();
    return new Request<>(Result.OutcomeCase.RANGE, kindOf(options), options.timeout(), range) {
      @Override
      void fill(Operation.Builder operation, @Nullable Once once) {
        operation.setRange(range);
      }

      @Override
      RangeResult read(Result result) {
        RangeResult answer = Answers.range(result.getRange());
        return rest.isPresent() ? answer : answer.ofNothing();
      }
    };
  }

  static Request<Long> compact(long revision) {
    CompactRequest compact = CompactRequest.newBuilder().setRevision(revision).build();
    return new Request<>(
        Result.OutcomeCase.COMPACT, Call.Kind.MUTATION, Optional.empty(), compact) {
      @Override
      void fill(Operation.Builder operation, @Nullable Once once) {
        operation.setCompact(once == null ? compact : compact.toBuilder().setOnce(once).build());
      }

      @Override
      Long read(Result result) {
        return result.getCompact().getCompactedRevision();
      }
    };
  }
}
