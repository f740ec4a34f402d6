// Lets this browser be woken, or not any more. What a browser can't do is said, and nothing is asked of it before somebody presses the button.

const card = document.getElementById("device");
const cookie = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
const show = (state) => {
  for (const part of card.querySelectorAll("[data-state]")) part.hidden = part.dataset.state !== state;
};
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window && window.isSecureContext;

async function tell(address, fields) {
  const answer = await fetch(address, { method: "POST", headers: { "X-CSRFToken": cookie("csrftoken") }, body: new URLSearchParams(fields) });
  if (!answer.ok) throw new Error(`${answer.status}`);
}

async function letIn(subscription) {
  const { endpoint, keys } = subscription.toJSON();
  await tell(card.dataset.letIn, { endpoint, p256dh: keys.p256dh, auth: keys.auth });
}

async function look() {
  if (!able) return show("unable");
  if (Notification.permission === "denied") return show("denied");
  const worker = await navigator.serviceWorker.getRegistration();
  const subscription = await worker?.pushManager.getSubscription();
  // Somebody else may have signed in here since: she has to press the button herself.
  show(subscription && Notification.permission === "granted" && localStorage.getItem("told-here") === card.dataset.serverKey ? "on" : "off");
}

card.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  button.disabled = true;
  try {
    const worker = await navigator.serviceWorker.ready;
    if (button.hasAttribute("data-let-in")) {
      if ((await Notification.requestPermission()) !== "granted") return show(Notification.permission === "denied" ? "denied" : "off");
      await letIn(await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(card.dataset.serverKey) }));
      localStorage.setItem("told-here", card.dataset.serverKey);
    } else {
      const subscription = await worker.pushManager.getSubscription();
      if (subscription) await tell(card.dataset.letGo, { endpoint: subscription.endpoint });
      await subscription?.unsubscribe();
      localStorage.removeItem("told-here");
    }
    await look();
  } catch {
    show("failed");
  } finally {
    button.disabled = false;
  }
});
look().catch(() => show("unable"));
