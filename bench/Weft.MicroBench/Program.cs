// Micro-benchmarks beside Wasmtime's .NET API. Arguments are BenchmarkDotNet's: --filter '*Calls*', --job short, --list flat.
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Weft.MicroBench;

// In this process: the generated projects of other toolchains do not know this repository's central versions and artifacts folder.
var configuration = DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).AsDefault())
    .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "weft-microbench"));
var summaries = BenchmarkSwitcher.FromTypes([typeof(Calls), typeof(Instantiation)]).Run(args, configuration);
return summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success)) ? 1 : 0;
