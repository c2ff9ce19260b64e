using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Lamina.Testing;

namespace Lamina.Reports.Tests.Browser;

/// <summary>A headless Chromium, spoken to over its DevTools protocol. The pages forbid scripts, so what is asked of them is asked from outside.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TempFolder _folder = new();
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _one = new(1);
    private readonly List<string> _complaints = [];
    private Process? _process;
    private int _id;
    private string _session = "";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        // Without a browser the tests skip by themselves: a fixture cannot.
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "chromium"))))
        {
            return;
        }

        string[] sandbox = Environment.UserName == "root" ? ["--no-sandbox"] : [];
        var start = new ProcessStartInfo("chromium", ["--headless", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars", "--remote-debugging-port=0", $"--user-data-dir={_folder["profile"]}", .. sandbox, "about:blank"]) { RedirectStandardError = true };
        _process = Process.Start(start)!;
        using CancellationTokenSource late = new(Patience);
        string? line;
        while ((line = await _process.StandardError.ReadLineAsync(late.Token)) is not null && !line.Contains("ws://", StringComparison.Ordinal))
        {
        }

        // Nobody reads on, and a full pipe would stop it.
        _ = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        await _socket.ConnectAsync(new Uri(line?[line.IndexOf("ws://", StringComparison.Ordinal)..] ?? throw new InvalidOperationException("Chromium ended before it could be reached.")), late.Token);
        string target = (string)(await SendAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank" }, late.Token))["targetId"]!;
        _session = (string)(await SendAsync("Target.attachToTarget", new JsonObject { ["targetId"] = target, ["flatten"] = true }, late.Token))["sessionId"]!;
        foreach (string domain in new[] { "Page", "Runtime", "Log" })
        {
            await SendAsync(domain + ".enable", [], late.Token);
        }
    }

    /// <summary>Opens a page and asks it something.</summary>
    /// <param name="html">The page.</param>
    /// <param name="width">Of the window, in pixels.</param>
    /// <param name="dark">The reader's system is dark.</param>
    /// <param name="script">An expression in JavaScript; its value comes back as JSON.</param>
    /// <param name="screenshot">Where a picture of the whole page is written; null for none.</param>
    /// <returns>The value, and what the browser complained about.</returns>
    public async Task<(JsonNode Value, string[] Complaints)> AskAsync(string html, int width, bool dark, string script, string? screenshot = null)
    {
        Tier.Tool("chromium", "apt-get install chromium");
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        late.CancelAfter(Patience);
        await _one.WaitAsync(late.Token);
        try
        {
            // A page of its own name each time: going to the same one would not load it.
            _complaints.Clear();
            string path = _folder[$"page{_id}.html"];
            await File.WriteAllTextAsync(path, html, late.Token);
            await SendAsync("Emulation.setDeviceMetricsOverride", new JsonObject { ["width"] = width, ["height"] = 900, ["deviceScaleFactor"] = 1, ["mobile"] = width < 600 }, late.Token);
            await SendAsync("Emulation.setEmulatedMedia", new JsonObject { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }) }, late.Token);
            await SendAsync("Page.navigate", new JsonObject { ["url"] = new Uri(path).AbsoluteUri }, late.Token);
            const string loaded = "new Promise(done => { const ask = () => document.readyState === 'complete' && document.title ? Promise.all([...document.images].map(i => i.decode().catch(() => 0))).then(() => done(true)) : setTimeout(ask, 20); ask(); })";
            await EvaluateAsync(loaded, late.Token);
            JsonNode value = await EvaluateAsync(script, late.Token);
            if (screenshot is not null)
            {
                JsonNode picture = await SendAsync("Page.captureScreenshot", new JsonObject { ["captureBeyondViewport"] = true }, late.Token);
                await File.WriteAllBytesAsync(screenshot, Convert.FromBase64String((string)picture["data"]!), late.Token);
            }

            return (value, [.. _complaints]);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
            _process.Dispose();
        }

        _one.Dispose();
        _folder.Dispose();
    }

    private async Task<JsonNode> EvaluateAsync(string script, CancellationToken cancellation)
    {
        JsonNode answer = await SendAsync("Runtime.evaluate", new JsonObject { ["expression"] = script, ["awaitPromise"] = true, ["returnByValue"] = true }, cancellation);
        return answer["exceptionDetails"] is { } fault ? throw new InvalidOperationException(fault.ToJsonString()) : answer["result"]!["value"]!;
    }

    /// <summary>Sends a command and waits for its answer; complaints that come meanwhile are kept.</summary>
    private async Task<JsonNode> SendAsync(string method, JsonObject parameters, CancellationToken cancellation)
    {
        int id = ++_id;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (_session.Length > 0)
        {
            message["sessionId"] = _session;
        }

        await _socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, true, cancellation);
        while (true)
        {
            JsonNode received = JsonNode.Parse(await ReceiveAsync(cancellation))!;
            if ((string?)received["method"] is "Log.entryAdded" or "Runtime.exceptionThrown" or "Runtime.consoleAPICalled")
            {
                _complaints.Add(received["params"]!.ToJsonString());
            }

            if ((int?)received["id"] == id)
            {
                return received["error"] is { } error ? throw new InvalidOperationException($"{method}: {error.ToJsonString()}") : received["result"]!;
            }
        }
    }

    private async Task<byte[]> ReceiveAsync(CancellationToken cancellation)
    {
        using MemoryStream message = new();
        byte[] part = new byte[1 << 16];
        ValueWebSocketReceiveResult result;
        do
        {
            result = await _socket.ReceiveAsync(part.AsMemory(), cancellation);
            message.Write(part, 0, result.Count);
        }
        while (!result.EndOfMessage);
        return message.ToArray();
    }
}
