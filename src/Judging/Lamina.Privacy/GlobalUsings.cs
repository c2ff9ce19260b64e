global using F = TorchSharp.torch.nn.functional;
global using Tensor = TorchSharp.torch.Tensor;
