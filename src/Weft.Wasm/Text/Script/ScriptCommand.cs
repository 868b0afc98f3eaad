// The commands of a script (.wast): what the specification's test suite is written in.
using System.Collections.Immutable;

namespace Weft.Wasm.Text.Script;

/// <summary>A command of a script.</summary>
/// <param name="Position">Where it stands in the script.</param>
public abstract record ScriptCommand(TextPosition Position);

/// <summary>Defines a module, and instantiates it unless it is a mere definition; the instance becomes the current one.</summary>
public sealed record ModuleCommand(TextPosition Position, ScriptModule Module) : ScriptCommand(Position);

/// <summary><c>(module instance $instance? $definition?)</c>: instantiates a definition, the last one when none is named.</summary>
public sealed record InstanceCommand(TextPosition Position, string? Instance, string? Definition) : ScriptCommand(Position);

/// <summary><c>(register "name" $instance?)</c>: lets later modules import from an instance, the current one when none is named.</summary>
public sealed record RegisterCommand(TextPosition Position, string Name, string? Instance) : ScriptCommand(Position);

/// <summary>An action by itself: it must not trap.</summary>
public sealed record ActionCommand(TextPosition Position, ScriptAction Action) : ScriptCommand(Position);

/// <summary><c>(assert_return action pattern*)</c>: the action returns values that the patterns match, one each.</summary>
public sealed record AssertReturnCommand(TextPosition Position, ScriptAction Action, ImmutableArray<ResultPattern> Results) : ScriptCommand(Position);

/// <summary><c>(assert_trap action "message")</c>: the action traps with a message that begins with these words.</summary>
public sealed record AssertTrapCommand(TextPosition Position, ScriptAction Action, string Message) : ScriptCommand(Position);

/// <summary><c>(assert_trap module "message")</c>: instantiating the module traps.</summary>
public sealed record AssertInstantiationTrapCommand(TextPosition Position, ScriptModule Module, string Message) : ScriptCommand(Position);

/// <summary><c>(assert_exhaustion action "message")</c>: the action exhausts the call stack.</summary>
public sealed record AssertExhaustionCommand(TextPosition Position, ScriptAction Action, string Message) : ScriptCommand(Position);

/// <summary><c>(assert_exception action)</c>: the action throws an exception that it does not catch.</summary>
public sealed record AssertExceptionCommand(TextPosition Position, ScriptAction Action) : ScriptCommand(Position);

/// <summary><c>(assert_suspension action "message")</c>: the action suspends to a tag without handler (stack switching proposal).</summary>
public sealed record AssertSuspensionCommand(TextPosition Position, ScriptAction Action, string Message) : ScriptCommand(Position);

/// <summary><c>(assert_malformed module "message")</c>: reading or parsing the module fails.</summary>
/// <param name="Position">Where the command stands.</param>
/// <param name="Module">The module.</param>
/// <param name="Message">The words that the error begins with.</param>
/// <param name="IsCustom">Whether it is <c>assert_malformed_custom</c>: the fault is in a custom section or annotation.</param>
public sealed record AssertMalformedCommand(TextPosition Position, ScriptModule Module, string Message, bool IsCustom) : ScriptCommand(Position);

/// <summary><c>(assert_invalid module "message")</c>: validating the module fails.</summary>
/// <param name="Position">Where the command stands.</param>
/// <param name="Module">The module.</param>
/// <param name="Message">The words that the error begins with.</param>
/// <param name="IsCustom">Whether it is <c>assert_invalid_custom</c>: the fault is in a custom section or annotation.</param>
public sealed record AssertInvalidCommand(TextPosition Position, ScriptModule Module, string Message, bool IsCustom) : ScriptCommand(Position);

/// <summary><c>(assert_unlinkable module "message")</c>: the module's imports do not fit.</summary>
public sealed record AssertUnlinkableCommand(TextPosition Position, ScriptModule Module, string Message) : ScriptCommand(Position);

/// <summary><c>(thread $name (shared (module $m))? command*)</c>: runs commands concurrently (threads proposal).</summary>
/// <param name="Position">Where the command stands.</param>
/// <param name="Name">The thread, for <c>wait</c>.</param>
/// <param name="SharedModules">The instances of the starting script that the thread may name.</param>
/// <param name="Commands">What it does.</param>
public sealed record ThreadCommand(TextPosition Position, string Name, ImmutableArray<string> SharedModules, ImmutableArray<ScriptCommand> Commands)
    : ScriptCommand(Position);

/// <summary><c>(wait $thread)</c>: waits until a thread has finished.</summary>
public sealed record WaitCommand(TextPosition Position, string Thread) : ScriptCommand(Position);

/// <summary>Something done to an instance, the current one when none is named.</summary>
/// <param name="Position">Where it stands in the script.</param>
/// <param name="Instance">The instance's identifier without the dollar sign, or null.</param>
/// <param name="Name">The name of the export.</param>
public abstract record ScriptAction(TextPosition Position, string? Instance, string Name);

/// <summary><c>(invoke $instance? "name" argument*)</c>: calls an exported function.</summary>
public sealed record InvokeAction(TextPosition Position, string? Instance, string Name, ImmutableArray<ScriptValue> Arguments)
    : ScriptAction(Position, Instance, Name);

/// <summary><c>(get $instance? "name")</c>: reads an exported global.</summary>
public sealed record GetAction(TextPosition Position, string? Instance, string Name) : ScriptAction(Position, Instance, Name);
