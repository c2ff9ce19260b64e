using Microsoft.ML.OnnxRuntime;

namespace Lamina.Runtime;

/// <summary>A graph, loaded and ready to run on ONNX Runtime. Safe for use by many threads at a time.</summary>
/// <remarks>Dispose it after its last run has ended.</remarks>
public sealed partial class Session : IDisposable
{
    private readonly InferenceSession _session;
    private readonly SessionSettings _settings;
    private readonly RunGate _gate;
    private readonly Dictionary<string, TensorSpec> _inputs;
    private readonly Dictionary<string, TensorSpec> _outputs;

    private Session(InferenceSession session, SessionSettings settings, bool onlyTensors)
    {
        _session = session;
        _settings = settings;
        Inputs = SessionMetadata.Read(session.InputNames, session.InputMetadata, onlyTensors);
        Outputs = SessionMetadata.Read(session.OutputNames, session.OutputMetadata, onlyTensors);
        _inputs = Inputs.ToDictionary(input => input.Name);
        _outputs = Outputs.ToDictionary(output => output.Name);
        _gate = settings.Gate ?? new RunGate(settings.Threads.ConcurrentRuns);
    }

    /// <summary>The graph's inputs, in its order.</summary>
    public IReadOnlyList<TensorSpec> Inputs { get; }

    /// <summary>The graph's outputs, in its order.</summary>
    public IReadOnlyList<TensorSpec> Outputs { get; }

    /// <summary>How it runs.</summary>
    public SessionSettings Settings => _settings;

    /// <summary>
    /// Loads a model from memory. Nothing is read from a file: external data that is not in <paramref name="externalFiles"/> is refused.
    /// </summary>
    /// <param name="model">The bytes of an ONNX model. Not kept.</param>
    /// <param name="settings">Default: <see cref="SessionSettings"/>'s own defaults.</param>
    /// <param name="externalFiles">External data by the location that the model names, for models with weights outside. Not kept.</param>
    /// <exception cref="ArgumentException">The settings have faults; all are named.</exception>
    /// <exception cref="InferenceException">The model or the provider was refused.</exception>
    public static Session Load(
        byte[] model, SessionSettings? settings = null, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? externalFiles = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Load(settings, options =>
        {
            using IDisposable pins = ExternalFiles.Give(options, externalFiles ?? new Dictionary<string, ReadOnlyMemory<byte>>());
            return new InferenceSession(model, options);
        });
    }

    /// <summary>Loads a model from a file, and external data from its folder.</summary>
    /// <param name="path">Path of an ONNX model.</param>
    /// <param name="settings">Default: <see cref="SessionSettings"/>'s own defaults.</param>
    /// <exception cref="ArgumentException">The settings have faults; all are named.</exception>
    /// <exception cref="InferenceException">The model or the provider was refused.</exception>
    public static Session Load(string path, SessionSettings? settings = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return File.Exists(path)
            ? Load(settings, options => new InferenceSession(path, options))
            : throw new InferenceException(InferenceFailure.ModelUnusable, $"The model '{path}' does not exist.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        if (_settings.Gate is null)
        {
            _gate.Dispose();
        }
    }

    private static Session Load(SessionSettings? settings, Func<SessionOptions, InferenceSession> load, bool onlyTensors = false)
    {
        settings ??= new SessionSettings();
        IReadOnlyList<string> faults = settings.Validate();
        if (faults.Count > 0)
        {
            throw new ArgumentException($"The session's settings have faults: {string.Join("; ", faults)}.", nameof(settings));
        }

        using SessionOptions options = SessionOptionsBuilder.Build(settings);
        InferenceSession? session = null;
        try
        {
            session = load(options);
            return new Session(session, settings, onlyTensors);
        }
        catch (Exception exception) when (exception is OnnxRuntimeException)
        {
            session?.Dispose();
            throw new InferenceException(InferenceFailure.ModelUnusable, $"The model cannot be loaded: {OrtMessage.Of(exception)}.", exception);
        }
        catch (InferenceException)
        {
            session?.Dispose();
            throw;
        }
    }
}
