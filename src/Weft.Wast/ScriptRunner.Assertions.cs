// The assertions of scripts.
using Weft.Wasm;
using Weft.Wasm.Text.Script;

namespace Weft.Wast;

public sealed partial class ScriptRunner
{
    private void ExecuteAssertion(ScriptCommand command)
    {
        switch (command)
        {
            case AssertReturnCommand assert when IsOfComponent(assert.Action.Instance):
                AssertComponentReturn(assert);
                break;
            case AssertTrapCommand assert when IsOfComponent(assert.Action.Instance):
                AssertComponentTrap(assert.Message, () => Perform(assert.Action));
                break;
            case AssertInstantiationTrapCommand { Module.IsComponent: true } assert:
                AssertComponentTrap(assert.Message, () => DefineComponent(assert.Module));
                break;
            case AssertReturnCommand assert:
                AssertReturn(assert);
                break;
            case AssertTrapCommand assert:
                AssertTrap(assert.Message, () => Perform(assert.Action));
                break;
            case AssertInstantiationTrapCommand assert:
                AssertTrap(assert.Message, () => DefineModule(assert.Module));
                break;
            case AssertExhaustionCommand assert:
                AssertTrap(assert.Message, () => Perform(assert.Action));
                break;
            case AssertExceptionCommand assert:
                Expect<GuestException>("an exception of the guest", () => Perform(assert.Action));
                break;
            case AssertMalformedCommand { Module.IsComponent: true } assert:
                AssertComponentFails<MalformedModuleException>(assert.Module, assert.Message);
                break;
            case AssertInvalidCommand { Module.IsComponent: true } assert:
                AssertComponentFails<InvalidModuleException>(assert.Module, assert.Message);
                break;
            case AssertMalformedCommand assert:
                AssertMalformed(assert);
                break;
            case AssertInvalidCommand assert:
                Expect<InvalidModuleException>($"an invalid module ({assert.Message})", () => _engine.LoadModule(Parse(assert.Module)));
                break;
            case AssertUnlinkableCommand assert:
                Expect<LinkException>($"a link failure ({assert.Message})", () => DefineModule(assert.Module));
                break;
            default:
                throw new AssertionException($"{command.GetType().Name} is not supported: the stack switching proposal is not built");
        }
    }

    private void AssertReturn(AssertReturnCommand assert)
    {
        var results = Perform(assert.Action);
        if (results.Length != assert.Results.Length)
        {
            throw new AssertionException($"{assert.Action.Name} returned {results.Length} values, expected {assert.Results.Length}");
        }

        for (var i = 0; i < results.Length; i++)
        {
            if (!PatternMatcher.Matches(assert.Results[i], results[i]))
            {
                throw new AssertionException($"{assert.Action.Name} returned {PatternMatcher.Describe(results[i])}, expected {assert.Results[i]}");
            }
        }
    }

    private static void AssertTrap(string message, Action action)
    {
        var trap = Expect<TrapException>($"the trap '{message}'", action);
        // The suite's words may be shorter or, naming an index, longer than the trap's.
        if (!trap.Message.StartsWith(message, StringComparison.Ordinal) && !message.StartsWith(TrapKinds.Message(trap.Kind), StringComparison.Ordinal))
        {
            throw new AssertionException($"trapped with '{trap.Message}', expected '{message}'");
        }
    }

    private void AssertMalformed(AssertMalformedCommand assert)
    {
        // What is wrong with a body is found when it is decoded, which validation does.
        Expect<MalformedModuleException>($"a malformed module ({assert.Message})", () => _engine.LoadModule(Parse(assert.Module)));
    }

    private static T Expect<T>(string what, Action action)
        where T : WasmException
    {
        try
        {
            action();
        }
        catch (T expected)
        {
            return expected;
        }
        catch (WasmException other)
        {
            throw new AssertionException($"expected {what}, but got {other.GetType().Name}: {other.Message}");
        }

        throw new AssertionException($"expected {what}, but nothing failed");
    }

    /// <summary>An assertion does not hold.</summary>
    private sealed class AssertionException(string message) : Exception(message);
}
