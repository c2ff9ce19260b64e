using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Lamina.OpenInference.Client;
using Lamina.OpenInference.Wire;

namespace Lamina.OpenInference.Server.Tests;

/// <summary>The gRPC calls, once through <see cref="OipClient"/> and once through the bare stub.</summary>
public sealed class GrpcTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Infer_RightRequest_IsAnswered()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using OipClient client = server.Client();
        OipReply<InferResponse> reply = await client.InferAsync(Requests.Double(1, 2, 3, 4), Cancellation);
        Assert.True(reply.Succeeded(out InferResponse? response), reply.UntrustedText);
        Assert.Equal(("id", FakeBackend.Model, "7"), (response.Id, response.ModelName, response.ModelVersion));
        Assert.Equal([[2f, 4, 6, 8], [20f]], response.Outputs.Select(Requests.Values));
    }

    [Fact]
    public async Task Infer_NamedOutput_IsAnsweredAlone()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using OipClient client = server.Client();
        OipReply<InferResponse> reply = await client.InferAsync(Requests.Double(1, 2) with { Outputs = [new("sum")] }, Cancellation);
        Assert.Equal("sum", Assert.Single(reply.Value!.Outputs).Name);
    }

    [Fact]
    public async Task Infer_TypedContents_AreTaken()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using GrpcChannel channel = GrpcChannel.ForAddress(server.Address);
        var request = new ModelInferRequest { ModelName = FakeBackend.Model };
        request.Inputs.Add(new ModelInferRequest.Types.InferInputTensor { Name = "x", Datatype = "FP32", Shape = { 1, 2 }, Contents = new InferTensorContents { Fp32Contents = { 5, 6 } } });
        ModelInferResponse response = await new GRPCInferenceService.GRPCInferenceServiceClient(channel).ModelInferAsync(request, cancellationToken: Cancellation);
        Assert.Equal(["y", "sum"], response.Outputs.Select(output => output.Name));
        Assert.Equal(22f, BitConverter.ToSingle(response.RawOutputContents[1].Span));
    }

    [Fact]
    public async Task Calls_OfTheDescription_Answer()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using GrpcChannel channel = GrpcChannel.ForAddress(server.Address);
        var service = new GRPCInferenceService.GRPCInferenceServiceClient(channel);
        Assert.True((await service.ServerLiveAsync(new ServerLiveRequest(), cancellationToken: Cancellation)).Live);
        Assert.Equal("fake", (await service.ServerMetadataAsync(new ServerMetadataRequest(), cancellationToken: Cancellation)).Name);
        ModelConfig config = (await service.ModelConfigAsync(new ModelConfigRequest { Name = FakeBackend.Model }, cancellationToken: Cancellation)).Config;
        Assert.Equal((4, ConfigDataType.TypeFp32, 2000ul), (config.MaxBatchSize, config.Input[0].DataType, config.DynamicBatching.MaxQueueDelayMicroseconds));
        Assert.Equal([2L], config.Input[0].Dims);
        ModelStatistics statistics = (await service.ModelStatisticsAsync(new ModelStatisticsRequest(), cancellationToken: Cancellation)).ModelStats[0];
        Assert.Equal((12ul, 3ul, 8000ul), (statistics.InferenceCount, statistics.ExecutionCount, statistics.InferenceStats.Success.Ns));
        Assert.Equal(3, (await service.RepositoryIndexAsync(new RepositoryIndexRequest(), cancellationToken: Cancellation)).Models.Count);
    }

    [Fact]
    public async Task Metadata_AndReadiness_AreRead()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using OipClient client = server.Client();
        ModelDescription model = (await client.ModelMetadataAsync(FakeBackend.Model, "7", Cancellation)).Value!;
        Assert.Equal([-1L, 2], model.Inputs[0].Shape);
        Assert.True((await client.ServerReadyAsync(Cancellation)).Value!.Ready);
        Assert.True((await client.ModelReadyAsync(FakeBackend.Model, cancellation: Cancellation)).Value!.Ready);
        Assert.False((await client.ModelReadyAsync("none", cancellation: Cancellation)).Value!.Ready);
        server.Backend.IsReady = false;
        Assert.False((await client.ServerReadyAsync(Cancellation)).Value!.Ready);
        Assert.Equal(OipFailure.ModelUnknown, (await client.ModelMetadataAsync("none", "", Cancellation)).Failure);
    }

    [Theory]
    [InlineData(OipFaultKind.InvalidArgument, OipFailure.RequestRefused)]
    [InlineData(OipFaultKind.NotFound, OipFailure.ModelUnknown)]
    [InlineData(OipFaultKind.TooLarge, OipFailure.RequestRefused)]
    [InlineData(OipFaultKind.Unsupported, OipFailure.NotOffered)]
    [InlineData(OipFaultKind.Unavailable, OipFailure.Overloaded)]
    [InlineData(OipFaultKind.Internal, OipFailure.ServerFailed)]
    public async Task Infer_BackendRefuses_IsReportedByKind(OipFaultKind kind, OipFailure failure)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        server.Backend.Answer = (_, _) => ValueTask.FromResult<Outcome<InferResponse>>(new OipFault(kind, new string('w', 2000)));
        using OipClient client = server.Client();
        OipReply<InferResponse> reply = await client.InferAsync(Requests.Double(1, 2), Cancellation);
        Assert.Equal((failure, 500), (reply.Failure, reply.UntrustedText.Length));
    }

    [Fact]
    public async Task Infer_NoAnswerInTime_TimesOutAndTheBackendIsTold()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var told = new TaskCompletionSource();
        server.Backend.Answer = async (_, cancellation) =>
        {
            cancellation.Register(told.SetResult);
            await told.Task;
            return OipFault.Invalid("too late");
        };
        using OipClient client = server.Client(new OipClientOptions { Address = null!, Deadline = TimeSpan.FromMilliseconds(300) });
        Assert.Equal(OipFailure.TimedOut, (await client.InferAsync(Requests.Double(1, 2), Cancellation)).Failure);
        await told.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
    }

    [Fact]
    public async Task Infer_CallerGivesUp_IsCancelled()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using var caller = new CancellationTokenSource();
        server.Backend.Answer = async (_, cancellation) =>
        {
            await caller.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellation);
            return OipFault.Invalid("never");
        };
        using OipClient client = server.Client();
        Assert.Equal(OipFailure.Cancelled, (await client.InferAsync(Requests.Double(1, 2), caller.Token)).Failure);
    }

    [Fact]
    public async Task Infer_BeyondTheCallersCeiling_IsNeitherSentNorTaken()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using OipClient client = server.Client(new OipClientOptions { Address = null!, Limits = new InferLimits { MaxMessageBytes = 1000 } });
        Assert.Equal(OipFailure.RequestTooLarge, (await client.InferAsync(Requests.Double(new float[400]), Cancellation)).Failure);
        Assert.Null(server.Backend.Last);

        var large = new InferTensor("y", DataType.UInt8, [2000], new byte[2000]);
        server.Backend.Answer = (_, _) => ValueTask.FromResult<Outcome<InferResponse>>(new InferResponse { ModelName = "m", Outputs = [large] });
        Assert.Equal(OipFailure.ReplyTooLarge, (await client.InferAsync(Requests.Double(1, 2), Cancellation)).Failure);
    }

    [Fact]
    public async Task Infer_CeilingOfAnswersBelowThatOfRequests_HoldsForAnswersAlone()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using OipClient client = server.Client(new OipClientOptions { Address = null!, MaxAnswerBytes = 1000 });
        Assert.Equal(OipFailure.None, (await client.InferAsync(Requests.Double(new float[400]) with { Outputs = [new("sum")] }, Cancellation)).Failure);
        Assert.Equal(OipFailure.ReplyTooLarge, (await client.InferAsync(Requests.Double(new float[400]), Cancellation)).Failure);
    }

    /// <summary>A right request with fields behind it that nobody knows, as later versions of the protocol may have, and with a flood of them.</summary>
    [Theory]
    [InlineData(100, StatusCode.OK)]
    [InlineData(40_000, StatusCode.ResourceExhausted)]
    public async Task Infer_RequestWithUnknownFields_IsTakenUpToACeiling(int fields, StatusCode status)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using GrpcChannel channel = GrpcChannel.ForAddress(server.Address);
        ModelInferRequest request = ModelInferRequest.Parser.ParseFrom([.. InferMessages.ToMessage(Requests.Double(1, 2)).ToByteArray(), .. HostileServer.UnknownFields(fields)]);
        using AsyncUnaryCall<ModelInferResponse> call = new GRPCInferenceService.GRPCInferenceServiceClient(channel).ModelInferAsync(request, cancellationToken: Cancellation);
        RpcException? refused = await Record.ExceptionAsync(() => call.ResponseAsync) as RpcException;
        Assert.Equal(status, refused?.StatusCode ?? StatusCode.OK);
        Assert.Equal(status == StatusCode.OK, server.Backend.Last is not null);
    }

    [Theory]
    [InlineData(100, OipFailure.None)]
    [InlineData(40_000, OipFailure.ReplyMalformed)]
    public async Task Infer_AnswerWithUnknownFields_IsTakenUpToACeiling(int fields, OipFailure failure)
    {
        byte[] honest = InferMessages.ToMessage(new InferResponse { ModelName = "m", Outputs = [Requests.Double(1, 2).Inputs[0]] }).ToByteArray();
        await using HostileServer server = await HostileServer.StartAsync([.. honest, .. HostileServer.UnknownFields(fields)]);
        using OipClient client = server.Client();
        Assert.Equal(failure, (await client.InferAsync(Requests.Double(1, 2), Cancellation)).Failure);
    }

    [Theory]
    [InlineData(100, OipFailure.None)]
    [InlineData(40_000, OipFailure.ReplyMalformed)]
    public async Task Ready_AnswerWithUnknownFields_IsTakenUpToACeiling(int fields, OipFailure failure)
    {
        await using HostileServer server = await HostileServer.StartAsync([8, 1, .. HostileServer.UnknownFields(fields)]);
        using OipClient client = server.Client();
        Assert.Equal(failure, (await client.ModelReadyAsync("m", cancellation: Cancellation)).Failure);
    }

    /// <summary>Not a broken connection: asking such a server again costs as much as asking a liar.</summary>
    [Fact]
    public async Task Infer_AnswerThatIsNoMessage_IsMalformed()
    {
        await using HostileServer server = await HostileServer.StartAsync([0x0A, 0x02, 0xFF, 0xFF]);
        using OipClient client = server.Client();
        Assert.Equal(OipFailure.ReplyMalformed, (await client.InferAsync(Requests.Double(1, 2), Cancellation)).Failure);
        await using HostileServer other = await HostileServer.StartAsync([0xFF, 0xFF]);
        using OipClient second = other.Client();
        Assert.Equal(OipFailure.ReplyMalformed, (await second.InferAsync(Requests.Double(1, 2), Cancellation)).Failure);
    }

    [Fact]
    public async Task Infer_BeyondTheServersCeiling_IsRefused()
    {
        await using RunningServer server = await RunningServer.StartAsync(limits: new InferLimits { MaxMessageBytes = 1000 });
        using OipClient client = server.Client();
        Assert.Equal(OipFailure.RequestRefused, (await client.InferAsync(Requests.Double(new float[400]), Cancellation)).Failure);
        Assert.Null(server.Backend.Last);
    }

    /// <summary>200 MB of zeros pack to 200 kB, far below the ceiling of 10 MB.</summary>
    [Theory]
    [InlineData(1 << 20, StatusCode.OK)]
    [InlineData(200 << 20, StatusCode.ResourceExhausted)]
    public async Task Infer_PackedMessage_IsMeasuredUnpacked(int bytes, StatusCode status)
    {
        await using RunningServer server = await RunningServer.StartAsync(limits: new InferLimits { MaxMessageBytes = 10 << 20 });
        using GrpcChannel channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { MaxSendMessageSize = null });
        var request = new ModelInferRequest { ModelName = FakeBackend.Model };
        request.Inputs.Add(new ModelInferRequest.Types.InferInputTensor { Name = "x", Datatype = "FP32", Shape = { bytes / 8, 2 } });
        request.RawInputContents.Add(UnsafeByteOperations.UnsafeWrap(new byte[bytes]));
        var packed = new Metadata { { "grpc-internal-encoding-request", "gzip" } };
        using AsyncUnaryCall<ModelInferResponse> call = new GRPCInferenceService.GRPCInferenceServiceClient(channel).ModelInferAsync(request, packed, cancellationToken: Cancellation);
        RpcException? refused = await Record.ExceptionAsync(() => call.ResponseAsync) as RpcException;
        Assert.Equal(status, refused?.StatusCode ?? StatusCode.OK);
        Assert.Equal(status == StatusCode.OK, server.Backend.Last is not null);
    }

    /// <summary>Larger than gRPC's own default of 4 MB, as early cuts are.</summary>
    [Fact]
    public async Task Infer_TensorOf16MB_ComesBackWhole()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using OipClient client = server.Client();
        float[] values = [.. Enumerable.Range(0, 4 << 20).Select(index => (float)index)];
        OipReply<InferResponse> reply = await client.InferAsync(Requests.Double(values) with { Outputs = [new("y")] }, Cancellation);
        Assert.Equal(values.Select(value => 2 * value), Requests.Values(reply.Value!.Outputs[0]));
    }

    [Fact]
    public async Task Infer_LyingAnswer_IsMalformed()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        server.Backend.Answer = (_, _) => ValueTask.FromResult<Outcome<InferResponse>>(
            new InferResponse { ModelName = "m", Outputs = [Requests.Double(1, 2).Inputs[0], Requests.Double(1, 2).Inputs[0]] });
        using OipClient client = server.Client();
        Assert.Equal(OipFailure.ReplyMalformed, (await client.InferAsync(Requests.Double(1, 2), Cancellation)).Failure);
    }
}
