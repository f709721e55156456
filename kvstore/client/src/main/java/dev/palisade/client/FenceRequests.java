package dev.palisade.client;

import dev.palisade.client.transport.Call;
import dev.palisade.proto.kv.CheckRequest;
import dev.palisade.proto.kv.DeclareExternalRequest;
import dev.palisade.proto.kv.GrantRequest;
import dev.palisade.proto.kv.ListFencesRequest;
import dev.palisade.proto.kv.Once;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.ProtectRequest;
import dev.palisade.proto.kv.ReleaseRequest;
import dev.palisade.proto.kv.Result;
import dev.palisade.proto.kv.UnprotectRequest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The requests about fences. */
final class FenceRequests {
  private FenceRequests() {}

  static Request<FenceToken> grant(GrantRequest grant) {
    return new Request<>(Result.OutcomeCase.GRANT, Call.Kind.MUTATION, Optional.empty(), grant) {
      @Override
      void fill(Operation.Builder operation, @Nullable Once once) {
        operation.setGrant(once == null ? grant : grant.toBuilder().setOnce(once).build());
      }

      @Override
      FenceToken read(Result result) {
        return new FenceToken(grant.getFence(), result.getGrant().getToken());
      }
    };
  }

  static Request<Long> release(FenceToken token) {
    ReleaseRequest release = ReleaseRequest.newBuilder().setGuard(KvRequests.guard(token)).build();
    return new Request<>(
        Result.OutcomeCase.RELEASE, Call.Kind.MUTATION, Optional.empty(), release) {
      @Override
      void fill(Operation.Builder operation, @Nullable Once once) {
        operation.setRelease(once == null ? release : release.toBuilder().setOnce(once).build());
      }

      @Override
      Long read(Result result) {
        return result.getRelease().getRevision();
      }
    };
  }

  static Request<FenceCheck> check(String fence, long tokenOrZero, ReadOptions options) {
    CheckRequest check =
        CheckRequest.newBuilder()
            .setFence(Utf8.checked("fence name", fence))
            .setToken(tokenOrZero)
            .setConsistency(KvRequests.consistencyOf(options))
            .build();
    return new Request<>(
        Result.OutcomeCase.CHECK, KvRequests.kindOf(options), options.timeout(), check) {
      @Override
      void fill(Operation.Builder operation, @Nullable Once once) {
        operation.setCheck(check);
      }

      @Override
      FenceCheck read(Result result) {
        return Answers.check(result.getCheck());
      }
    };
  }

  static Request<Long> declareExternal(String fence, long mark) {
    DeclareExternalRequest declare =
        DeclareExternalRequest.newBuilder()
            .setFence(Utf8.checked("fence name", fence))
            .setMark(mark)
            .build();
    return new Request<>(
        Result.OutcomeCase.DECLARE_EXTERNAL, Call.Kind.MUTATION, Optional.empty(), declare) {
      @Override
      void fill(Operation.Builder operation, @Nullable Once once) {
        operation.setDeclareExternal(
            once == null ? declare : declare.toBuilder().setOnce(once).build());
      }

      @Override
      Long read(Result result) {
        return result.getDeclareExternal().getRevision();
      }
    };
  }

  static Request<Long> protect(Bytes prefix, String fence) {
    ProtectRequest protect =
        ProtectRequest.newBuilder()
            .setPrefix(prefix.content())
            .setFence(Utf8.checked("fence name", fence))
            .build();
    return new Request<>(
        Result.OutcomeCase.PROTECT, Call.Kind.MUTATION, Optional.empty(), protect) {
      @Override
      void fill(Operation.Builder operation, @Nullable Once once) {
        operation.setProtect(once == null ? protect : protect.toBuilder().setOnce(once).build());
      }

      @Override
      Long read(Result result) {
        return result.getProtect().getRevision();
      }
    };
  }

  static Request<Long> unprotect(Bytes prefix, List<FenceToken> tokens) {
    UnprotectRequest unprotect =
        UnprotectRequest.newBuilder()
            .setPrefix(prefix.content())
            .addAllGuards(KvRequests.guards(tokens))
            .build();
    return new Request<>(
        Result.OutcomeCase.UNPROTECT, Call.Kind.MUTATION, Optional.empty(), unprotect) {
      @Override
      void fill(Operation.Builder operation, @Nullable Once once) {
        operation.setUnprotect(
            once == null ? unprotect : unprotect.toBuilder().setOnce(once).build());
      }

      @Override
      Long read(Result result) {
        return result.getUnprotect().getRevision();
      }
    };
  }

  static Request<FenceList> page(FenceList after, int limit, ReadOptions options) {
    ListFencesRequest.Builder page =
        ListFencesRequest.newBuilder()
            .setConsistency(KvRequests.consistencyOf(options))
            .setLimit(limit);
    if (!after.fences().isEmpty()) {
      page.setAfterFence(after.fences().get(after.fences().size() - 1).fence());
    }
    if (!after.protections().isEmpty()) {
      page.setAfterPrefix(
          after.protections().get(after.protections().size() - 1).prefix().content());
    }
    ListFencesRequest list = page.build();
    return new Request<>(
        Result.OutcomeCase.LIST_FENCES, KvRequests.kindOf(options), options.timeout(), list) {
      @Override
      void fill(Operation.Builder operation, @Nullable Once once) {
        operation.setListFences(list);
      }

      @Override
      FenceList read(Result result) {
        return Answers.fences(result.getListFences());
      }
    };
  }
}
