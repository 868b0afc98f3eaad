// Weft in a .NET program, topic by topic. docs/embedding.md shows the regions of these files; a test keeps the two equal and runs this.
using Weft.Samples.Embedding;

Basics.Run(Console.Out);
Data.Run(Console.Out);
Limiting.Run(Console.Out);
References.Run(Console.Out);
Pooling.Run(Console.Out);
Listening.Run(Console.Out);
Tiers.Run(Console.Out);
await Precompiling.RunAsync(Console.Out);
Preinitialization.Run(Console.Out);
