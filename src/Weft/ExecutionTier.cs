// Which tier runs the functions of an engine's modules.
namespace Weft;

/// <summary>How functions are executed. Results, traps and limits are the same on each tier; speed and start-up differ.</summary>
public enum ExecutionTier
{
    /// <summary>Functions start in the interpreter, and hot ones are compiled meanwhile. Without dynamic code this is the interpreter.</summary>
    Tiered,

    /// <summary>The interpreter alone: starts at once, generates no code.</summary>
    Interpreter,

    /// <summary>Every function is compiled when its module is loaded.</summary>
    Jit,
}
