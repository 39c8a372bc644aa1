import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { IconButton } from "./Button";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  footer?: ReactNode;
  width?: "narrow" | "wide";
  className?: string;
}

/** A modal on the browser's own `<dialog>`: it traps focus, closes on Escape and gives focus back. */
export function Dialog({ title, onClose, children, footer, width = "narrow", className = "" }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useLayoutEffect(() => {
    const dialog = element.current;
    if (!dialog) return;
    dialog.showModal();
    // React's autoFocus comes before showModal(), which moves the focus again.
    dialog.querySelector<HTMLElement>("[data-focus]")?.focus();
    // One that is only taken out of the page does not give the focus back.
    return () => dialog.close();
  }, []);
  return (
    <dialog
      ref={element}
      className={`dialog ${width} ${className}`}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === element.current) onClose();
      }}
    >
      <div className="dialog-box">
        <header className="dialog-head">
          <h2 id={heading}>{title}</h2>
          <IconButton icon="close" label="Close" onClick={onClose} />
        </header>
        <div className="dialog-body">{children}</div>
        {footer && <footer className="dialog-foot">{footer}</footer>}
      </div>
    </dialog>
  );
}
