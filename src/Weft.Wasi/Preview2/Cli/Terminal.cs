// WASI preview 2: wasi:cli's terminals, which say by being there that a stream is one.

namespace Weft.Wasi.Preview2.Cli;

/// <summary>A terminal.</summary>
internal sealed class Terminal : WasiPreview2.TerminalInput.ITerminalInput, WasiPreview2.TerminalOutput.ITerminalOutput;
