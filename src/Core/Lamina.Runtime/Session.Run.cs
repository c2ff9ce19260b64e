using Microsoft.ML.OnnxRuntime;

namespace Lamina.Runtime;

/// <content>Runs: refuse, wait for a place, run, tell failures apart.</content>
public sealed partial class Session
{
    /// <summary>Runs the graph on the calling thread into buffers of the caller's.</summary>
    /// <param name="inputs">Every input of the graph by name. Only read.</param>
    /// <param name="outputs">The outputs wanted, by name, each in a buffer of exactly the shape it will have. Content after a failure is undefined.</param>
    /// <param name="cancellation">Ends the wait for a place, and the run at its next operator.</param>
    /// <exception cref="InferenceException">A tensor was refused, or the run failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Run(IReadOnlyDictionary<string, TensorBuffer> inputs, IReadOnlyDictionary<string, TensorBuffer> outputs, CancellationToken cancellation = default)
    {
        CheckInputs(inputs);
        CheckOutputs(outputs);
        _gate.Enter(cancellation);
        try
        {
            RunInto(inputs, outputs, cancellation);
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <summary>As <see cref="Run(IReadOnlyDictionary{string, TensorBuffer}, IReadOnlyDictionary{string, TensorBuffer}, CancellationToken)"/>, on a thread of the pool.</summary>
    /// <inheritdoc cref="Run(IReadOnlyDictionary{string, TensorBuffer}, IReadOnlyDictionary{string, TensorBuffer}, CancellationToken)"/>
    public async Task RunAsync(IReadOnlyDictionary<string, TensorBuffer> inputs, IReadOnlyDictionary<string, TensorBuffer> outputs, CancellationToken cancellation = default)
    {
        CheckInputs(inputs);
        CheckOutputs(outputs);
        await _gate.EnterAsync(cancellation).ConfigureAwait(false);
        try
        {
            await Task.Run(() => RunInto(inputs, outputs, cancellation), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <summary>
    /// As <see cref="Run(IReadOnlyDictionary{string, TensorBuffer}, IReadOnlyDictionary{string, TensorBuffer}, CancellationToken)"/>; then the arena's unused
    /// regions go back to the system, as with <see cref="SessionSettings.ShrinkArenaAfterRun"/>. For a session that falls idle: the next run is slower.
    /// </summary>
    /// <inheritdoc cref="Run(IReadOnlyDictionary{string, TensorBuffer}, IReadOnlyDictionary{string, TensorBuffer}, CancellationToken)"/>
    public void RunAndShrink(IReadOnlyDictionary<string, TensorBuffer> inputs, IReadOnlyDictionary<string, TensorBuffer> outputs, CancellationToken cancellation = default)
    {
        CheckInputs(inputs);
        CheckOutputs(outputs);
        _gate.Enter(cancellation);
        try
        {
            RunInto(inputs, outputs, cancellation, shrink: _settings.Arena);
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <summary>Runs the graph on the calling thread; ONNX Runtime allocates the outputs. For graphs whose output shapes depend on values.</summary>
    /// <param name="inputs">Every input of the graph by name. Only read.</param>
    /// <param name="outputNames">The outputs wanted; null for all.</param>
    /// <param name="cancellation">Ends the wait for a place, and the run at its next operator.</param>
    /// <returns>The outputs, the caller's to dispose.</returns>
    /// <exception cref="InferenceException">A tensor was refused, or the run failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public TensorDictionary Run(IReadOnlyDictionary<string, TensorBuffer> inputs, IReadOnlyList<string>? outputNames = null, CancellationToken cancellation = default)
    {
        CheckInputs(inputs);
        string[] names = CheckOutputNames(outputNames);
        _gate.Enter(cancellation);
        try
        {
            return RunAllocating(inputs, names, cancellation);
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <summary>As <see cref="Run(IReadOnlyDictionary{string, TensorBuffer}, IReadOnlyList{string}?, CancellationToken)"/>, on a thread of the pool.</summary>
    /// <inheritdoc cref="Run(IReadOnlyDictionary{string, TensorBuffer}, IReadOnlyList{string}?, CancellationToken)"/>
    public async Task<TensorDictionary> RunAsync(IReadOnlyDictionary<string, TensorBuffer> inputs, IReadOnlyList<string>? outputNames = null, CancellationToken cancellation = default)
    {
        CheckInputs(inputs);
        string[] names = CheckOutputNames(outputNames);
        await _gate.EnterAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => RunAllocating(inputs, names, cancellation), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _gate.Leave();
        }
    }

    private void RunInto(IReadOnlyDictionary<string, TensorBuffer> inputs, IReadOnlyDictionary<string, TensorBuffer> outputs, CancellationToken cancellation, bool shrink = false)
    {
        using BoundTensors given = new(inputs);
        using BoundTensors wanted = new(outputs);
        Invoke(options =>
        {
            _session.Run(options, given.Names, given.Values, wanted.Names, wanted.Values);
            return true;
        }, cancellation, shrink);
    }

    private TensorDictionary RunAllocating(IReadOnlyDictionary<string, TensorBuffer> inputs, string[] names, CancellationToken cancellation)
    {
        using BoundTensors given = new(inputs);
        IDisposableReadOnlyCollection<OrtValue> values = Invoke(options => _session.Run(options, given.Names, given.Values, names), cancellation);
        return AllocatedOutputs.Own(names, values);
    }

    private T Invoke<T>(Func<RunOptions, T> run, CancellationToken cancellation, bool shrink = false)
    {
        cancellation.ThrowIfCancellationRequested();
        using RunOptions options = new();
        if (shrink || _settings.ShrinkArenaAfterRun)
        {
            options.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
        }

        using CancellationTokenRegistration registration = cancellation.Register(static state => ((RunOptions)state!).Terminate = true, options);
        try
        {
            return run(options);
        }
        catch (OnnxRuntimeException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new InferenceException(InferenceFailure.RunFailed, $"The run failed: {OrtMessage.Of(exception)}.", exception);
        }
    }

    private void CheckInputs(IReadOnlyDictionary<string, TensorBuffer> given)
    {
        ArgumentNullException.ThrowIfNull(given);
        Check("input", given, _inputs);
        if (given.Count != _inputs.Count)
        {
            throw InferenceException.Tensor($"The graph's input {string.Join(", ", Inputs.Where(input => !given.ContainsKey(input.Name)).Select(input => $"'{input.Name}'"))} was not given.");
        }
    }

    private void CheckOutputs(IReadOnlyDictionary<string, TensorBuffer> wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        if (wanted.Count == 0)
        {
            throw InferenceException.Tensor("No output was asked for.");
        }

        Check("output", wanted, _outputs);
    }

    private string[] CheckOutputNames(IReadOnlyList<string>? wanted)
    {
        if (wanted is null)
        {
            return [.. Outputs.Select(output => output.Name)];
        }

        string? unknown = wanted.FirstOrDefault(name => !_outputs.ContainsKey(name));
        return unknown is not null ? throw InferenceException.Tensor(Unknown("output", unknown, _outputs))
            : wanted.Count == 0 || wanted.Distinct().Count() != wanted.Count ? throw InferenceException.Tensor("The outputs asked for are none, or one of them twice.")
            : [.. wanted];
    }

    private static void Check(string role, IReadOnlyDictionary<string, TensorBuffer> given, Dictionary<string, TensorSpec> known)
    {
        foreach ((string name, TensorBuffer buffer) in given)
        {
            if (!known.TryGetValue(name, out TensorSpec? spec))
            {
                throw InferenceException.Tensor(Unknown(role, name, known));
            }

            if (spec.Refuse(role == "input" ? "Input" : "Output", buffer) is string refusal)
            {
                throw InferenceException.Tensor(refusal);
            }
        }
    }

    private static string Unknown(string role, string name, Dictionary<string, TensorSpec> known) =>
        $"The graph has no {role} '{name}', only {string.Join(", ", known.Keys.Take(10).Select(key => $"'{key}'"))}.";
}
