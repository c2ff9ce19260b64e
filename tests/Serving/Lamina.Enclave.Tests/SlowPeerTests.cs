using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Lamina.Enclave.Http;
using Lamina.Protocol;
using Lamina.Protocol.Problems;
using Lamina.Shared.Serve;
using Lamina.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Lamina.Enclave.Tests;

/// <summary>Peers that send slowly or nothing: what they hold, they hold for a bounded time.</summary>
public sealed class SlowPeerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Infer_BodyThatDoesNotCome_GivesItsPlaceBackAtTheDeadline()
    {
        const string Mark = "x-slow";
        using StallingStream body = new();
        FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
        await using TestEnclave enclave = await TestEnclave.StartAsync(time: time, change: options => options with { MaxConcurrent = 1 }, web: web => web.Use((context, next) =>
        {
            context.Request.Body = context.Request.Headers.ContainsKey(Mark) ? body : context.Request.Body;
            return next(context);
        }));
        using HttpClient http = new() { BaseAddress = enclave.Address };
        TimeSpan allowed = RequestCeilings.Of(new EnclaveOptions { PlanFolder = enclave.PlanFolder, Workers = [] }, enclave.Plan).BodyTime;
        Task<HttpResponseMessage> slow = PostAsync(http, Mark);
        await body.Reached.WaitAsync(Patience, Cancellation);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await PostAsync(http)).StatusCode);
        time.Advance(allowed - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await PostAsync(http)).StatusCode);

        time.Advance(TimeSpan.FromSeconds(1));

        HttpResponseMessage answer = await slow.WaitAsync(Patience, Cancellation);
        Assert.Equal((HttpStatusCode.RequestTimeout, HostProblems.TimeType), (answer.StatusCode, Problem.FromJson(await answer.Content.ReadAsByteArrayAsync(Cancellation))?.Type));

        // The place is given back when the answer is sent, not when it is received.
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(Patience);
        HttpStatusCode next;
        while ((next = (await PostAsync(http)).StatusCode) == HttpStatusCode.TooManyRequests)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
        }

        Assert.Equal(HttpStatusCode.BadRequest, next);
    }

    [Fact]
    public async Task Connection_ThatSaysNothing_IsClosedAfterTheTimeThatHeadersMayTake()
    {
        ManualTime time = new();
        await using TestEnclave enclave = await TestEnclave.StartAsync(time: time);
        time.End(TimeSpan.FromSeconds(10)); // the watch over keys has the same period
        using TcpClient silent = new();
        await silent.ConnectAsync(enclave.Address.Host, enclave.Address.Port, Cancellation);
        await time.RunsAsync(TimeSpan.FromSeconds(10)).WaitAsync(Patience, Cancellation);
        time.End(TimeSpan.FromSeconds(10));
        Assert.Equal(0, await silent.GetStream().ReadAsync(new byte[1], Cancellation).AsTask().WaitAsync(Patience, Cancellation));
    }

    [Fact]
    public async Task Limits_OfTheServer_AreTheDocumentedOnes()
    {
        KestrelServerLimits? limits = null;
        await using TestEnclave enclave = await TestEnclave.StartAsync(web: web => limits = web.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits);
        Assert.NotNull(limits);
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30)), (limits.RequestHeadersTimeout, limits.KeepAliveTimeout));
        Assert.Equal((32 << 10, TimeSpan.FromSeconds(10)), (limits.MinRequestBodyDataRate?.BytesPerSecond, limits.MinRequestBodyDataRate?.GracePeriod));
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, string? mark = null)
    {
        HttpRequestMessage request = new(HttpMethod.Post, new Uri(Endpoints.Infer, UriKind.Relative)) { Content = new ByteArrayContent(new byte[100]) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypes.OhttpRequest);
        if (mark is not null)
        {
            request.Headers.Add(mark, "1");
        }

        return http.SendAsync(request, Cancellation);
    }
}
