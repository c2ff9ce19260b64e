using Lamina.OpenInference;

namespace Lamina.Client.Results;

/// <summary>An answer, opened and checked.</summary>
/// <param name="Outputs">The model's outputs. The caller's.</param>
/// <param name="Steps">The numbered steps of this request, with their times; 1 and 2 are there if it was the first after a verification.</param>
/// <param name="SealedRequestBytes">Size of what was sent.</param>
/// <param name="SealedAnswerBytes">Size of what came back.</param>
public sealed record InferenceResult(IReadOnlyList<InferTensor> Outputs, IReadOnlyList<RequestStep> Steps, int SealedRequestBytes, int SealedAnswerBytes);

/// <summary>A class and its score.</summary>
/// <param name="Index">Place in the model's output.</param>
/// <param name="Name">The class's name, or <c>class N</c> where the plan has no labels.</param>
/// <param name="Score">Probability, 0 to 1.</param>
public sealed record Prediction(int Index, string Name, double Score);

/// <summary>A picture's answer.</summary>
/// <param name="Predictions">Best first.</param>
/// <param name="Inference">The answer they were read from.</param>
public sealed record PictureResult(IReadOnlyList<Prediction> Predictions, InferenceResult Inference);
