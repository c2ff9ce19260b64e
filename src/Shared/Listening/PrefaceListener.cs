using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Lamina.Shared.Listening;

/// <summary>The address of the HTTP/2 endpoint inside this process. Nothing outside can reach it.</summary>
internal sealed class PrefaceEndPoint : EndPoint
{
    public const string Name = "http2-in-process";

    public override string ToString() => Name;
}

/// <summary>A Kestrel transport whose connections are those that <see cref="PrefaceDispatch"/> hands over.</summary>
internal sealed class PrefaceListener : IConnectionListenerFactory, IConnectionListenerFactorySelector, IConnectionListener
{
    private readonly Channel<ConnectionContext> _waiting = Channel.CreateUnbounded<ConnectionContext>(new UnboundedChannelOptions { SingleReader = true });

    public EndPoint EndPoint { get; private set; } = new PrefaceEndPoint();

    public bool CanBind(EndPoint endpoint) => endpoint is PrefaceEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        EndPoint = endpoint;
        return new ValueTask<IConnectionListener>(this);
    }

    /// <summary>Hands a connection over and returns when HTTP/2 is done with it. The caller then closes it, as it would after HTTP/1.1.</summary>
    public async Task ServeAsync(ConnectionContext connection)
    {
        var lent = new LentConnection(connection);
        if (_waiting.Writer.TryWrite(lent))
        {
            await lent.Returned;
        }
    }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _waiting.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_waiting.Reader.TryRead(out ConnectionContext? connection))
            {
                return connection;
            }
        }

        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _waiting.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        while (_waiting.Reader.TryRead(out ConnectionContext? connection))
        {
            await connection.DisposeAsync();
        }
    }
}
