using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Lamina.Shared.Listening;

/// <summary>
/// A connection lent by the endpoint that accepted it. Disposing returns it, unharmed. Features are layered: what the borrower sets
/// does not overwrite what Kestrel set for the lender.
/// </summary>
internal sealed class LentConnection(ConnectionContext lender) : ConnectionContext
{
    private readonly TaskCompletionSource _returned = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Returned => _returned.Task;

    public override string ConnectionId { get; set; } = lender.ConnectionId;

    public override IFeatureCollection Features { get; } = new FeatureCollection(lender.Features);

    public override IDictionary<object, object?> Items { get => lender.Items; set => lender.Items = value; }

    public override IDuplexPipe Transport { get => lender.Transport; set => lender.Transport = value; }

    public override EndPoint? LocalEndPoint { get => lender.LocalEndPoint; set => lender.LocalEndPoint = value; }

    public override EndPoint? RemoteEndPoint { get => lender.RemoteEndPoint; set => lender.RemoteEndPoint = value; }

    public override CancellationToken ConnectionClosed { get => lender.ConnectionClosed; set => lender.ConnectionClosed = value; }

    public override void Abort(ConnectionAbortedException abortReason) => lender.Abort(abortReason);

    public override ValueTask DisposeAsync()
    {
        _returned.TrySetResult();
        return base.DisposeAsync();
    }
}
