namespace Lamina.Lab.Evaluation;

/// <summary>What <c>eval</c> was asked.</summary>
/// <param name="Model">The model.</param>
/// <param name="Preprocess">Its preprocessing file, or null for the one beside it.</param>
/// <param name="Data">Folder or zip of pictures.</param>
/// <param name="Threads">Threads; 0 for all.</param>
/// <param name="Out">Folder for table and picture, or null.</param>
/// <param name="Json">Print JSON.</param>
internal sealed record EvaluationRequest(string Model, string? Preprocess, string Data, int Threads, string? Out, bool Json);
