namespace Lamina.Worker.Models;

/// <summary>What <c>--model</c> names cannot be served; the message is one sentence for the operator.</summary>
internal sealed class UnusableModelException(string message) : Exception(message);
